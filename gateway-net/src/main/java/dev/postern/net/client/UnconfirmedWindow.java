package dev.postern.net.client;

import dev.postern.storage.InboxStore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * Which messages are on their way to a client, and what its pongs say about them.
 *
 * <p>A WebSocket client answers a ping when it has read all that came before it. So a ping behind a
 * run of messages, and its pong, tell that the run has arrived. Runs are short, so that a slow
 * client confirms something long before it has read all that is on its way:
 *
 * <pre>
 *   confirmed ... | run, ping 7 | run, ping 8 | run, ping 9 | fresh: the next ping's
 *   removed         └─ out: each waits for its pong, or a later one's ─┘
 * </pre>
 *
 * <p>A pong confirms its ping and all that went out before it: a peer may answer only the most
 * recent ping that it has read (RFC 6455 §5.5.3).
 *
 * <p>A ping carries a number that counts this connection's pings. It must not be a position in the
 * store: clients could see from it how much others get.
 *
 * <p>Not thread-safe.
 */
final class UnconfirmedWindow {
  /** After so many messages or bytes at the latest there is a ping; one message may go beyond. */
  static final int RUN_MESSAGES = 16;

  static final int RUN_BYTES = 16 * 1024;

  private final int maxMessages;
  private final int maxBytes;

  private final Deque<Ping> out = new ArrayDeque<>(1); // their numbers are consecutive
  private long pings; // the number of the last one
  private long lastPosition = InboxStore.BEFORE_ALL; // of what was pushed
  private int freshMessages; // pushed since the last ping
  private long freshBytes;
  private int coveredMessages; // the sums over the pings that are out
  private long coveredBytes;

  /** The messages between the ping before it, or the beginning, and this one. */
  private record Ping(long number, long upTo, int messages, long bytes) {}

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

  /** Whether any ping waits for its pong. */
  boolean isPingOut() {
    return !out.isEmpty();
  }

  /** A message was written; positions grow. */
  void pushed(long position, int bytes) {
    lastPosition = position;
    freshMessages++;
    freshBytes += bytes;
  }

  /** Whether there must be a ping before another message. */
  boolean isRunFull() {
    return freshMessages >= RUN_MESSAGES || freshBytes >= RUN_BYTES;
  }

  /**
   * The number for a ping that is to be written now, if one is due: behind a full run, and behind
   * any messages if no ping is out. Fewer messages behind a ping wait for more of them, or for its
   * pong; so a busy session doesn't pay a ping per message.
   */
  OptionalLong nextPing() {
    return freshMessages > 0 && (out.isEmpty() || isRunFull())
        ? OptionalLong.of(ping())
        : OptionalLong.empty();
  }

  /**
   * The number for a ping that asks for a sign of life, whatever was pushed. None if the last thing
   * written was such a ping: there are never more pings out than twice the messages, and one.
   */
  OptionalLong bare() {
    Ping last = out.peekLast();
    boolean lastWasBare = last != null && last.messages() == 0 && freshMessages == 0;
    return lastWasBare ? OptionalLong.empty() : OptionalLong.of(ping());
  }

  private long ping() {
    out.add(new Ping(++pings, lastPosition, freshMessages, freshBytes));
    coveredMessages += freshMessages;
    coveredBytes += freshBytes;
    freshMessages = 0;
    freshBytes = 0;
    return pings;
  }

  /** The position up to which all has arrived, if a ping with this number is out. */
  OptionalLong confirm(long number) {
    Ping oldest = out.peekFirst();
    if (oldest == null || number < oldest.number() || number > pings) {
      return OptionalLong.empty();
    }
    Ping confirmed;
    do {
      confirmed = out.remove();
      coveredMessages -= confirmed.messages();
      coveredBytes -= confirmed.bytes();
    } while (confirmed.number() != number);
    return OptionalLong.of(confirmed.upTo());
  }
}
