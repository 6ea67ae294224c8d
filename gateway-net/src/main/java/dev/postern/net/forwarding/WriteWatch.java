package dev.postern.net.forwarding;

import java.time.Duration;

/**
 * Notices that a connection takes nothing of what waits for it. Plain state, looked at now and
 * then; times are {@link System#nanoTime} values. Not thread-safe.
 */
final class WriteWatch {
  private final long timeoutNanos;
  private long written; // frames
  private long seenWritten;
  private long seenProgress; // bytes of the frame that is being written
  private long movedAt;

  /** Of a connection that is new now. */
  WriteWatch(Duration timeout, long now) {
    this.timeoutNanos = timeout.toNanos();
    this.movedAt = now;
  }

  /** A frame is with the socket. */
  void written() {
    written++;
  }

  /**
   * Whether something waits and nothing has moved for too long.
   *
   * @param progress how much of the next frame the socket has taken, in bytes
   */
  boolean isStalled(boolean nothingWaits, long progress, long now) {
    if (nothingWaits || written != seenWritten || progress != seenProgress) {
      seenWritten = written;
      seenProgress = progress;
      movedAt = now;
    }
    return now - movedAt >= timeoutNanos && !nothingWaits;
  }
}
