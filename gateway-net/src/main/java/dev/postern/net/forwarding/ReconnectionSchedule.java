package dev.postern.net.forwarding;

import java.time.Duration;

/**
 * When a next hop may be connected to again (spec §3): at once after a connection was lost, and
 * after the n-th attempt in a row that failed (n from 0) not before initial · 2^n, up to a maximum.
 *
 * <p>A connection that is lost sooner than the initial backoff counts too, from the second in a row
 * on: something that accepts and hangs up at once must not be connected to for every packet.
 *
 * <p>Plain state, no timer; times are {@link System#nanoTime} values. Not thread-safe.
 */
final class ReconnectionSchedule {
  private final long initialNanos;
  private final long maximumNanos;
  private final int maximumAttempts;

  private int refusals; // attempts in a row that failed
  private int quickLosses; // connections in a row that didn't last
  private long connectedAt;
  private boolean waiting; // then not before retryAt
  private long retryAt;

  ReconnectionSchedule(Duration initial, Duration maximum, int maximumAttempts) {
    this.initialNanos = initial.toNanos();
    this.maximumNanos = maximum.toNanos();
    this.maximumAttempts = maximumAttempts;
  }

  boolean mayConnect(long now) {
    return !waiting || now - retryAt >= 0;
  }

  void connected(long now) {
    connectedAt = now;
    refusals = 0;
    waiting = false;
  }

  void refused(long now) {
    waitAfter(refusals++, now);
  }

  void lost(long now) {
    if (now - connectedAt >= initialNanos) {
      quickLosses = 0;
    } else if (++quickLosses > 1) {
      waitAfter(quickLosses - 2, now);
    }
  }

  /** Whether so many attempts in a row failed that the hop is to be forgotten. */
  boolean isExhausted() {
    return refusals >= maximumAttempts;
  }

  private void waitAfter(int doublings, long now) {
    waiting = true;
    retryAt = now + backoffNanos(doublings);
  }

  private long backoffNanos(int doublings) {
    // Beyond 62 doublings, or where the shift would overflow, the maximum is long reached.
    boolean beyond = doublings > 62 || initialNanos > maximumNanos >> doublings;
    return beyond ? maximumNanos : initialNanos << doublings;
  }
}
