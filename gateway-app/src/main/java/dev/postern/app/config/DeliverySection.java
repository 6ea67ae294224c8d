package dev.postern.app.config;

import dev.postern.app.GatewaySettings.Delivery;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * {@code [delivery]}: how patiently clients are served. A section of ours: the reference refuses a
 * file that has it, so it is in a file only if somebody wants something else than the defaults.
 */
final class DeliverySection {
  static final String NAME = "delivery";

  private static final String CONFIRMATION_TIMEOUT = "confirmation_timeout";
  private static final String TAKEOVER_TIMEOUT = "takeover_timeout";
  private static final String WINDOW_MESSAGES = "window_messages";
  private static final String WINDOW_BYTES = "window_bytes";

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(24); // an int of milliseconds holds it
  private static final long MOST_MESSAGES = 1_000_000;
  private static final long MOST_BYTES = 1L << 30;

  private DeliverySection() {}

  static Delivery read(ConfigSection section) throws ConfigException {
    section.allowOnly(
        Set.of(CONFIRMATION_TIMEOUT, TAKEOVER_TIMEOUT, WINDOW_MESSAGES, WINDOW_BYTES));
    Delivery otherwise = Delivery.defaults();
    return new Delivery(
        timeout(section, CONFIRMATION_TIMEOUT, otherwise.confirmationTimeout()),
        timeout(section, TAKEOVER_TIMEOUT, otherwise.takeoverTimeout()),
        section
            .read(
                WINDOW_MESSAGES,
                value -> wholeNumber(value).filter(most -> most >= 1 && most <= MOST_MESSAGES),
                (long) otherwise.windowMessages(),
                "write a whole number from 1 to " + MOST_MESSAGES)
            .intValue(),
        section
            .read(
                WINDOW_BYTES,
                value -> SizeText.read(value).filter(most -> most >= 1 && most <= MOST_BYTES),
                (long) otherwise.windowBytes(),
                "write " + SizeText.FORM + ", from 1 B to 1 GiB")
            .intValue());
  }

  private static Duration timeout(ConfigSection section, String key, Duration otherwise)
      throws ConfigException {
    return section.read(
        key,
        value ->
            DurationText.readMillis(value)
                .filter(time -> time.compareTo(SHORTEST) >= 0 && time.compareTo(LONGEST) <= 0),
        otherwise,
        "write whole milliseconds, or text such as \"1m 30s\", from 1 ms to 24 days");
  }

  private static Optional<Long> wholeNumber(Object value) {
    return value instanceof Long number ? Optional.of(number) : Optional.empty();
  }

  /** Only what differs from the defaults. */
  static void write(Delivery delivery, ConfigWriter to) {
    Delivery defaults = Delivery.defaults();
    if (delivery.equals(defaults)) {
      return;
    }
    to.title("delivery to clients");
    to.section(NAME);
    to.duration(
        CONFIRMATION_TIMEOUT, delivery.confirmationTimeout(), defaults.confirmationTimeout());
    to.duration(TAKEOVER_TIMEOUT, delivery.takeoverTimeout(), defaults.takeoverTimeout());
    to.count(WINDOW_MESSAGES, delivery.windowMessages(), defaults.windowMessages());
    to.size(WINDOW_BYTES, delivery.windowBytes(), defaults.windowBytes());
  }
}
