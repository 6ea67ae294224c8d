package dev.postern.net.nym2025;

/** A message of a registration; either side sends both kinds (the later generations' spec §6.2). */
sealed interface HandshakeMessage extends ClientRequest {
  /**
   * {@code {"type":"handshakePayload","protocol_version":…,"data":[…]}}.
   *
   * @param number of the protocol; 0 if there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record HandshakePayload(int number, byte[] data) implements HandshakeMessage {
    /** The gateway's last word, {@code [1]}: from here on the client keeps its key. */
    static HandshakePayload done(int number) {
      return new HandshakePayload(number, new byte[] {1});
    }

    @Override
    public String toString() {
      return "HandshakePayload[" + number + ", " + data.length + " bytes]";
    }
  }

  /** {@code {"type":"handshakeError","message":"…"}}: the sender gives up. */
  record HandshakeError(String message) implements HandshakeMessage {}
}
