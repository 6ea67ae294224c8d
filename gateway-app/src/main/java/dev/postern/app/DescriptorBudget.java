package dev.postern.app;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.postern.net.AdmissionLimits;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that connections leave file descriptors for the rest of the gateway: a store that
 * can't open a file loses more than a listener that turns somebody away.
 */
final class DescriptorBudget {
  private static final Logger log = LoggerFactory.getLogger(DescriptorBudget.class);

  // For the store, connections to next hops, the directory, and the JVM itself.
  private static final long RESERVE = 2048;
  private static final long LARGEST_PART_OF_ALL = 8;

  private static final int MOST_OF_THE_API = 256;
  private static final long PART_OF_THE_API = 64;

  private DescriptorBudget() {}

  /** How many connections the HTTP API may have: a part of the reserve. */
  static int connectionsOfTheApi() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? connectionsOfTheApi(unix.getMaxFileDescriptorCount())
        : MOST_OF_THE_API;
  }

  static int connectionsOfTheApi(long most) {
    return (int) Math.max(1, Math.min(MOST_OF_THE_API, most / PART_OF_THE_API));
  }

  /** As many connections as were asked for, or as many as this process may have. */
  static AdmissionLimits fit(AdmissionLimits asked) {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    if (!(system instanceof UnixOperatingSystemMXBean unix)) {
      return asked;
    }
    long most = unix.getMaxFileDescriptorCount();
    AdmissionLimits fitting = fit(asked, most, unix.getOpenFileDescriptorCount());
    if (!fitting.equals(asked)) {
      String line =
          ("This process may have %d files and sockets open, so there will be at most %d"
                  + " connections of clients and %d of mix nodes, instead of %d and %d; raise its"
                  + " limit ('ulimit -n', LimitNOFILE) for more")
              .formatted(
                  most,
                  fitting.clientConnections(),
                  fitting.mixnetConnections(),
                  asked.clientConnections(),
                  asked.mixnetConnections());
      if (asked.equals(AdmissionLimits.defaults())) {
        log.info(line); // nobody asked for those
      } else {
        log.warn(line);
      }
    }
    return fitting;
  }

  /** Both listeners give way in proportion; each keeps one connection at least. */
  static AdmissionLimits fit(AdmissionLimits asked, long most, long open) {
    long free = most - open - Math.min(RESERVE, most / LARGEST_PART_OF_ALL);
    long total = (long) asked.clientConnections() + asked.mixnetConnections();
    if (total <= free) {
      return asked;
    }
    long mixnet = Math.max(1, free * asked.mixnetConnections() / total);
    return asked.withConnections((int) Math.max(1, free - mixnet), (int) mixnet);
  }
}
