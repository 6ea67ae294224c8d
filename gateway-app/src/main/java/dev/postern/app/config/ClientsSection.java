package dev.postern.app.config;

import java.util.Optional;
import java.util.Set;

/**
 * {@code [clients]}: what clients are told. A section of ours: the reference refuses a file that
 * has it, so it is in a file only if somebody wants something else than the default.
 */
final class ClientsSection {
  static final String NAME = "clients";

  private static final String BANDWIDTH_FOR_ALL = "bandwidth_for_all";

  private ClientsSection() {}

  static boolean read(ConfigSection section) throws ConfigException {
    section.allowOnly(Set.of(BANDWIDTH_FOR_ALL));
    return section.read(
        BANDWIDTH_FOR_ALL, ClientsSection::truth, false, "write true or false, without quotes");
  }

  private static Optional<Boolean> truth(Object value) {
    return value instanceof Boolean truth ? Optional.of(truth) : Optional.empty();
  }

  /** Only what differs from the default. */
  static void write(boolean bandwidthForAll, ConfigWriter to) {
    if (bandwidthForAll) {
      to.title("what clients are told");
      to.section(NAME);
      to.value(BANDWIDTH_FOR_ALL, "true", "false");
    }
  }
}
