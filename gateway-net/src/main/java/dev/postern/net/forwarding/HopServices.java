package dev.postern.net.forwarding;

import java.util.function.LongSupplier;

/**
 * What all hops of a forwarder share.
 *
 * @param nanoTime as {@link System#nanoTime}
 * @param forms in which form each hop gets its frames
 */
record HopServices(
    ForwardingOptions options,
    LongSupplier nanoTime,
    ForwardingMetrics metrics,
    QueueMemory memory,
    ConnectSlots slots,
    FrameForms forms) {
  long now() {
    return nanoTime.getAsLong();
  }
}
