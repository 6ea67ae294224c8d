package dev.postern.app.config;

import dev.postern.net.AdmissionLimits;
import dev.postern.net.AdmissionLimits.Loopback;
import dev.postern.net.TokenBucket.Rate;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * {@code [limits]}: how much the listeners admit, in all and from one source. A section of ours, in
 * a file only if somebody wants something else than the defaults.
 */
final class LimitsSection {
  static final String NAME = "limits";

  private static final String CLIENT_CONNECTIONS = "client_connections";
  private static final String MIXNET_CONNECTIONS = "mixnet_connections";
  private static final String PER_SOURCE = "connections_per_source";
  private static final String PER_NETWORK = "connections_per_network";
  private static final String LIMIT_LOOPBACK = "limit_loopback";
  private static final String REGISTRATIONS = "registrations_per_minute";
  private static final String REGISTRATIONS_AT_ONCE = "registrations_at_once";
  private static final String PACKETS = "packets_per_second";
  private static final String PACKETS_AT_ONCE = "packets_at_once";

  private static final long MOST = 1_000_000;

  private LimitsSection() {}

  static AdmissionLimits read(ConfigSection section) throws ConfigException {
    section.allowOnly(
        Set.of(
            CLIENT_CONNECTIONS,
            MIXNET_CONNECTIONS,
            PER_SOURCE,
            PER_NETWORK,
            LIMIT_LOOPBACK,
            REGISTRATIONS,
            REGISTRATIONS_AT_ONCE,
            PACKETS,
            PACKETS_AT_ONCE));
    AdmissionLimits otherwise = AdmissionLimits.defaults();
    return new AdmissionLimits(
        number(section, CLIENT_CONNECTIONS, otherwise.clientConnections()),
        number(section, MIXNET_CONNECTIONS, otherwise.mixnetConnections()),
        number(section, PER_SOURCE, otherwise.perSource()),
        number(section, PER_NETWORK, otherwise.perNetwork()),
        section.read(
            LIMIT_LOOPBACK,
            LimitsSection::loopback,
            otherwise.loopback(),
            "write true or false, without quotes"),
        new Rate(
            number(section, REGISTRATIONS, otherwise.registrations().tokens()),
            Duration.ofMinutes(1),
            number(section, REGISTRATIONS_AT_ONCE, otherwise.registrations().burst())),
        new Rate(
            number(section, PACKETS, otherwise.packets().tokens()),
            Duration.ofSeconds(1),
            number(section, PACKETS_AT_ONCE, otherwise.packets().burst())));
  }

  private static int number(ConfigSection section, String key, int otherwise)
      throws ConfigException {
    return section
        .read(
            key,
            value ->
                value instanceof Long number && number >= 1 && number <= MOST
                    ? Optional.of(number)
                    : Optional.<Long>empty(),
            (long) otherwise,
            "write a whole number from 1 to " + MOST)
        .intValue();
  }

  private static Optional<Loopback> loopback(Object value) {
    return value instanceof Boolean limit
        ? Optional.of(limit ? Loopback.LIMITED : Loopback.EXEMPT)
        : Optional.empty();
  }

  /** Only what differs from the defaults. */
  static void write(AdmissionLimits limits, ConfigWriter to) {
    AdmissionLimits defaults = AdmissionLimits.defaults();
    if (limits.equals(defaults)) {
      return;
    }
    to.title("limits of connections, registrations and packets");
    to.section(NAME);
    to.count(CLIENT_CONNECTIONS, limits.clientConnections(), defaults.clientConnections());
    to.count(MIXNET_CONNECTIONS, limits.mixnetConnections(), defaults.mixnetConnections());
    to.count(PER_SOURCE, limits.perSource(), defaults.perSource());
    to.count(PER_NETWORK, limits.perNetwork(), defaults.perNetwork());
    to.value(LIMIT_LOOPBACK, isLimited(limits), isLimited(defaults));
    to.count(REGISTRATIONS, limits.registrations().tokens(), defaults.registrations().tokens());
    to.count(
        REGISTRATIONS_AT_ONCE, limits.registrations().burst(), defaults.registrations().burst());
    to.count(PACKETS, limits.packets().tokens(), defaults.packets().tokens());
    to.count(PACKETS_AT_ONCE, limits.packets().burst(), defaults.packets().burst());
  }

  private static String isLimited(AdmissionLimits limits) {
    return Boolean.toString(limits.loopback() == Loopback.LIMITED);
  }
}
