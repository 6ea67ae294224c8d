package dev.postern.net.client;

import java.util.OptionalLong;

/**
 * Which messages are on their way to a client, and what its pongs say about them.
 *
 * <p>A WebSocket client answers a ping when it has read all that came before it. So a ping behind a
 * run of messages, and its pong, tell that the run has arrived. At most one ping is out at a time:
 *
 * <pre>
 *   confirmed ... | covered by the ping that is out | fresh: the next ping's
 *   removed         waiting for its pong              pushed since
 * </pre>
 *
 * <p>A ping carries a number that counts this connection's pings. It must not be a position in the
 * store: clients could see from it how much others get.
 *
 * <p>Not thread-safe.
 */
final class UnconfirmedWindow {
  private final int maxMessages;
  private final int maxBytes;

  private boolean pingOut;
  private long pings; // the number of the last one
  private long coveredUpTo; // a position; only while a ping is out
  private int coveredMessages; // 0 unless a ping is out
  private long coveredBytes;
  private long freshUpTo; // a position; only while there are fresh ones
  private int freshMessages;
  private long freshBytes;

  /** At most so much is on its way; the last message may go beyond the bytes. */
  UnconfirmedWindow(int maxMessages, int maxBytes) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  boolean hasRoom() {
    return roomForMessages() > 0 && roomForBytes() > 0;
  }

  int roomForMessages() {
    return maxMessages - coveredMessages - freshMessages;
  }

  int roomForBytes() {
    return (int) Math.max(0, maxBytes - coveredBytes - freshBytes);
  }

  /** A message was written; positions grow. */
  void pushed(long position, int bytes) {
    freshUpTo = position;
    freshMessages++;
    freshBytes += bytes;
  }

  /** The number for a ping that is to be written now, if one is due. */
  OptionalLong nextPing() {
    if (pingOut || freshMessages == 0) {
      return OptionalLong.empty();
    }
    pingOut = true;
    coveredUpTo = freshUpTo;
    coveredMessages = freshMessages;
    coveredBytes = freshBytes;
    freshMessages = 0;
    freshBytes = 0;
    return OptionalLong.of(++pings);
  }

  /** The position up to which all has arrived, if that is what a pong with this number says. */
  OptionalLong confirm(long number) {
    if (!pingOut || number != pings) {
      return OptionalLong.empty();
    }
    pingOut = false;
    coveredMessages = 0;
    coveredBytes = 0;
    return OptionalLong.of(coveredUpTo);
  }
}
