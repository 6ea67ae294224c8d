package dev.postern.net.forwarding;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * How many connections are being opened at a time. Who gets no slot waits for one, in order; hops
 * that are known (listed, allowed, or connected to before) go before those that any stranger may
 * have made up, and a quarter of the slots is theirs alone. Thread-safe; grants outside of its
 * lock.
 */
final class ConnectSlots {
  private final int slots;
  private final int forStrangers;
  private final Deque<Waiting> known = new ArrayDeque<>();
  private final Deque<Waiting> strangers = new ArrayDeque<>();
  private int taken; // 0 <= takenByStrangers <= taken <= slots
  private int takenByStrangers;

  /** A hop that wants to connect: one for each hop, used again and again. */
  static final class Waiting {
    private final Runnable onGranted;
    private boolean stranger; // of the last request, guarded by the slots

    Waiting(Runnable onGranted) {
      this.onGranted = onGranted;
    }
  }

  ConnectSlots(int slots) {
    this.slots = slots;
    this.forStrangers = slots - slots / 4;
  }

  /** Has {@code onGranted} called once, now or later, unless it is withdrawn before. */
  void request(Waiting hop, boolean isKnown) {
    synchronized (this) {
      hop.stranger = !isKnown;
      (isKnown ? known : strangers).addLast(hop);
    }
    grant();
  }

  /** Whether it still waited; if not, its slot was granted and is to be released. */
  synchronized boolean withdraw(Waiting hop) {
    return (hop.stranger ? strangers : known).remove(hop);
  }

  /** The attempt ended, either way. */
  void release(Waiting hop) {
    synchronized (this) {
      taken--;
      if (hop.stranger) {
        takenByStrangers--;
      }
    }
    grant();
  }

  private void grant() {
    for (Waiting next = next(); next != null; next = next()) {
      next.onGranted.run();
    }
  }

  private synchronized @Nullable Waiting next() {
    if (taken == slots) {
      return null;
    }
    Waiting next = known.pollFirst();
    if (next == null && takenByStrangers < forStrangers) {
      next = strangers.pollFirst();
    }
    if (next != null) {
      taken++;
      if (next.stranger) {
        takenByStrangers++;
      }
    }
    return next;
  }
}
