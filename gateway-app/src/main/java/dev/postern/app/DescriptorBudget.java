package dev.postern.app;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.postern.net.AdmissionLimits;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares out file descriptors, where the process may have too few for all connections that were
 * asked for: a store that can't open a file loses more than a listener that turns somebody away,
 * and most of what a gateway's descriptors are for are clients.
 *
 * <pre>
 *   open already | store, API, the rest | next hops | mix nodes | clients
 *                  └──── at most an eighth of what is free each ────┘
 * </pre>
 *
 * @param admission connections that come
 * @param hops connections that go to next hops
 */
record DescriptorBudget(AdmissionLimits admission, int hops) {
  private static final Logger log = LoggerFactory.getLogger(DescriptorBudget.class);

  // Above what a network has of them, and small beside the clients of 20,000 descriptors.
  private static final long FOR_THE_STORE = 192;
  private static final long FOR_HOPS = 384;
  private static final long FOR_MIX_NODES = 256;
  private static final long SMALL_PART = 8;

  private static final int MOST_OF_THE_API = 256;
  private static final long PART_OF_THE_API = 64;

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
  static DescriptorBudget fit(AdmissionLimits asked, int hops) {
    DescriptorBudget all = new DescriptorBudget(asked, hops);
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    if (!(system instanceof UnixOperatingSystemMXBean unix)) {
      return all;
    }
    long most = unix.getMaxFileDescriptorCount();
    DescriptorBudget fitting = all.within(most, unix.getOpenFileDescriptorCount());
    if (fitting.connections() < all.connections()) {
      String line =
          ("This process may have %d files and sockets open, so there will be at most %d"
                  + " connections of clients, %d of mix nodes and %d to next hops, instead of %d,"
                  + " %d and %d; raise its limit ('ulimit -n', LimitNOFILE) for more")
              .formatted(
                  most,
                  fitting.admission.clientConnections(),
                  fitting.admission.mixnetConnections(),
                  fitting.hops,
                  asked.clientConnections(),
                  asked.mixnetConnections(),
                  hops);
      if (isUsual(asked)) {
        log.info(line); // nobody asked for so many
      } else {
        log.warn(line);
      }
    }
    return fitting;
  }

  private static boolean isUsual(AdmissionLimits asked) {
    AdmissionLimits usual = AdmissionLimits.defaults();
    return asked.clientConnections() == usual.clientConnections()
        && asked.mixnetConnections() == usual.mixnetConnections();
  }

  /** Of all kinds. */
  private long connections() {
    return (long) admission.clientConnections() + admission.mixnetConnections() + hops;
  }

  /**
   * The same if {@code most} descriptors do for it. Else others get their small parts first, then
   * clients, and others again what clients leave. Each keeps one at least.
   */
  DescriptorBudget within(long most, long open) {
    long free = Math.max(0, most - open);
    long small = Math.max(1, free / SMALL_PART);
    long left = free - Math.min(FOR_THE_STORE, small);
    long clients = admission.clientConnections();
    long mixNodes = admission.mixnetConnections();
    if (connections() <= left) {
      return this;
    }
    long fewMixNodes = Math.min(mixNodes, Math.min(FOR_MIX_NODES, small));
    long fewHops = Math.min(hops, Math.min(FOR_HOPS, small));
    long fitting = Math.min(clients, left - fewMixNodes - fewHops);
    long over = left - fitting - fewMixNodes - fewHops;
    long moreMixNodes = Math.min(mixNodes - fewMixNodes, over);
    long moreHops = Math.min(hops - fewHops, over - moreMixNodes);
    return new DescriptorBudget(
        admission.withConnections(atLeastOne(fitting), atLeastOne(fewMixNodes + moreMixNodes)),
        atLeastOne(fewHops + moreHops));
  }

  private static int atLeastOne(long count) {
    return (int) Math.max(1, count);
  }
}
