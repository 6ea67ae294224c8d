package dev.postern.net.nym09;

/** A message of the registration handshake; either side sends both kinds (spec §4). */
public sealed interface HandshakeMessage extends ClientControlRequest {
  /** {@code {"type":"handshakePayload","data":[…]}}; bytes are an array of numbers. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record HandshakePayload(byte[] data) implements HandshakeMessage {
    /** The gateway's last word, {@code [1]}: from here on the client keeps its keys. */
    public static HandshakePayload done() {
      return new HandshakePayload(new byte[] {1});
    }

    @Override
    public String toString() {
      return "HandshakePayload[" + data.length + " bytes]";
    }
  }

  /** {@code {"type":"handshakeError","message":"…"}}: the sender gives up. */
  record HandshakeError(String message) implements HandshakeMessage {}
}
