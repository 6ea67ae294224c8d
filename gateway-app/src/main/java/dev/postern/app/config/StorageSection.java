package dev.postern.app.config;

import dev.postern.storage.StoreLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code [storage]}: how much is kept, and for how long. A section of ours: the reference refuses a
 * file that has it, so it is in a file only if somebody wants something else than the defaults.
 */
final class StorageSection {
  static final String NAME = "storage";

  private static final String MAX_INBOX_MESSAGES = "max_inbox_messages";
  private static final String MAX_INBOX_BYTES = "max_inbox_bytes";
  private static final String MAX_MESSAGES = "max_messages";
  private static final String MAX_BYTES = "max_bytes";
  private static final String MAX_REGISTRATIONS = "max_registrations";
  private static final String MESSAGE_TTL = "message_ttl";
  private static final String REGISTRATION_TTL = "registration_ttl";
  private static final String FREE_SPACE_FLOOR = "free_space_floor";
  private static final String FREE_SPACE_RESUME = "free_space_resume";

  private static final String REPLAY_MEMORY = "replay_memory";

  private static final String UNLIMITED = "unlimited";

  // A number without a unit is milliseconds: whoever writes 30 means days and would lose all.
  private static final Duration SHORTEST_TTL = Duration.ofSeconds(1);
  private static final Duration LONGEST_TTL = Duration.ofDays(36_500);

  private StorageSection() {}

  static StoreLimits read(ConfigSection section) throws ConfigException {
    section.allowOnly(
        Set.of(
            MAX_INBOX_MESSAGES,
            MAX_INBOX_BYTES,
            MAX_MESSAGES,
            MAX_BYTES,
            MAX_REGISTRATIONS,
            MESSAGE_TTL,
            REGISTRATION_TTL,
            FREE_SPACE_FLOOR,
            FREE_SPACE_RESUME,
            REPLAY_MEMORY));
    StoreLimits otherwise = StoreLimits.DEFAULT;
    long floor = space(section, FREE_SPACE_FLOOR, otherwise.freeSpaceFloor());
    long resume = space(section, FREE_SPACE_RESUME, otherwise.freeSpaceResume());
    requireResumeAboveFloor(section, floor, resume);
    return new StoreLimits(
        count(section, MAX_INBOX_MESSAGES, otherwise.maxInboxMessages()),
        bytes(section, MAX_INBOX_BYTES, otherwise.maxInboxBytes()),
        count(section, MAX_MESSAGES, otherwise.maxMessages()),
        bytes(section, MAX_BYTES, otherwise.maxBytes()),
        count(section, MAX_REGISTRATIONS, otherwise.maxRegistrations()),
        ttl(section, MESSAGE_TTL, otherwise.messageTtl()),
        ttl(section, REGISTRATION_TTL, otherwise.registrationTtl()),
        floor,
        resume,
        replayMemory(section, otherwise.replayMemory()));
  }

  private static long count(ConfigSection section, String key, long otherwise)
      throws ConfigException {
    return quota(section, key, StorageSection::wholeNumber, otherwise, "a whole number");
  }

  private static long bytes(ConfigSection section, String key, long otherwise)
      throws ConfigException {
    return quota(section, key, SizeText::read, otherwise, SizeText.FORM);
  }

  private static long quota(
      ConfigSection section,
      String key,
      Function<Object, Optional<Long>> reader,
      long otherwise,
      String form)
      throws ConfigException {
    return section.read(
        key,
        value -> value.equals(UNLIMITED) ? Optional.of(StoreLimits.UNLIMITED) : reader.apply(value),
        otherwise,
        "write " + form + ", 0 to store nothing, or \"" + UNLIMITED + "\"");
  }

  private static Optional<Long> wholeNumber(Object value) {
    return value instanceof Long number && number >= 0 ? Optional.of(number) : Optional.empty();
  }

  private static Duration ttl(ConfigSection section, String key, Duration otherwise)
      throws ConfigException {
    return section.read(
        key,
        value ->
            DurationText.readMillis(value)
                .filter(
                    ttl ->
                        ttl.isZero()
                            || (ttl.compareTo(SHORTEST_TTL) >= 0
                                && ttl.compareTo(LONGEST_TTL) <= 0)),
        otherwise,
        "write text such as \"30 days\", or milliseconds, from 1 s to 36500 days; or 0 for ever");
  }

  private static long space(ConfigSection section, String key, long otherwise)
      throws ConfigException {
    return section.read(key, SizeText::read, otherwise, "write " + SizeText.FORM);
  }

  private static long replayMemory(ConfigSection section, long otherwise) throws ConfigException {
    return section.read(
        REPLAY_MEMORY,
        value ->
            SizeText.read(value)
                .filter(
                    bytes ->
                        bytes >= StoreLimits.LEAST_REPLAY_MEMORY
                            && bytes <= StoreLimits.MOST_REPLAY_MEMORY),
        otherwise,
        "write " + SizeText.FORM + ", from 16 MiB to 4 GiB");
  }

  private static void requireResumeAboveFloor(ConfigSection section, long floor, long resume)
      throws ConfigException {
    if (resume < floor) {
      String wrong = section.has(FREE_SPACE_RESUME) ? FREE_SPACE_RESUME : FREE_SPACE_FLOOR;
      throw section.refuse(
          wrong,
          "write a "
              + FREE_SPACE_RESUME
              + " of at least as much as the "
              + FREE_SPACE_FLOOR
              + ", which is "
              + SizeText.toml(floor));
    }
  }

  /** Only what differs from the defaults. */
  static void write(StoreLimits limits, ConfigWriter to) {
    StoreLimits defaults = StoreLimits.DEFAULT;
    if (limits.equals(defaults)) {
      return;
    }
    to.title("how much is stored, and for how long");
    to.section(NAME);
    to.value(
        MAX_INBOX_MESSAGES, count(limits.maxInboxMessages()), count(defaults.maxInboxMessages()));
    to.value(MAX_INBOX_BYTES, bytes(limits.maxInboxBytes()), bytes(defaults.maxInboxBytes()));
    to.value(MAX_MESSAGES, count(limits.maxMessages()), count(defaults.maxMessages()));
    to.value(MAX_BYTES, bytes(limits.maxBytes()), bytes(defaults.maxBytes()));
    to.value(
        MAX_REGISTRATIONS, count(limits.maxRegistrations()), count(defaults.maxRegistrations()));
    to.duration(MESSAGE_TTL, limits.messageTtl(), defaults.messageTtl());
    to.duration(REGISTRATION_TTL, limits.registrationTtl(), defaults.registrationTtl());
    to.size(FREE_SPACE_FLOOR, limits.freeSpaceFloor(), defaults.freeSpaceFloor());
    to.size(FREE_SPACE_RESUME, limits.freeSpaceResume(), defaults.freeSpaceResume());
    to.size(REPLAY_MEMORY, limits.replayMemory(), defaults.replayMemory());
  }

  private static String count(long quota) {
    return quota == StoreLimits.UNLIMITED ? Quoting.toml(UNLIMITED) : Long.toString(quota);
  }

  private static String bytes(long quota) {
    return quota == StoreLimits.UNLIMITED ? Quoting.toml(UNLIMITED) : SizeText.toml(quota);
  }
}
