package dev.postern.net.delivery;

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
}
