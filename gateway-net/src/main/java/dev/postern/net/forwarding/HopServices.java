package dev.postern.net.forwarding;

import java.util.function.LongSupplier;

/**
 * What all hops of a forwarder share.
 *
 * @param nanoTime as {@link System#nanoTime}
 */
record HopServices(
    ForwardingOptions options,
    LongSupplier nanoTime,
    ForwardingMetrics metrics,
    QueueMemory memory,
    ConnectSlots slots) {
  long now() {
    return nanoTime.getAsLong();
  }
}
