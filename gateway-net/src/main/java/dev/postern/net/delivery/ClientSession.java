package dev.postern.net.delivery;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A client that is here: authenticated, with a live connection. Its methods may be called from any
 * thread; they hand over to the connection's event loop and return at once.
 */
public interface ClientSession {
  /** Something was appended to this client's inbox: drain it. */
  void wake();

  /**
   * Pushes the 21-byte message of an ack packet past the inbox.
   *
   * @return false if the connection can't take it now; then it belongs into the inbox
   */
  boolean pushAck(byte[] source, int offset, int length);

  /**
   * Asks the client for a sign of life. If none comes in time the session ends and its connection
   * is closed, whether or not anybody still waits for the answer.
   *
   * @return true when there was a sign; false when the session has ended, for this or another
   *     reason: then it has left {@link OnlineClients}. Never fails, but may stay without an answer
   *     if the event loop is stopped meanwhile. What is hung on it runs on this session's event
   *     loop, for who asked last first
   */
  CompletableFuture<Boolean> probe(Duration patience);

  /**
   * Ends the session and closes its connection, whether its client lives or not.
   *
   * @return false when it has left {@link OnlineClients}; as {@link #probe} in everything else
   */
  CompletableFuture<Boolean> makeWay();
}
