package dev.postern.sphinx;

/** The three sizes of a Sphinx packet in Nym 0.9 (spec §2). All figures are bytes. */
public enum PacketSize {
  /** Client messages: 2413 in all, 2048 of plaintext. */
  REGULAR(2065),
  /** SURB-acks: 386 in all, 21 of plaintext. */
  ACK(38),
  /** Long client messages: 33133 in all, 32768 of plaintext. */
  EXTENDED(32785);

  /** α 32, γ 16, β 300. */
  public static final int HEADER_BYTES = 348;

  /** 16 leading zeros and the 1 that ends the message. */
  public static final int PAYLOAD_OVERHEAD_BYTES = 17;

  private final int payloadBytes;

  PacketSize(int payloadBytes) {
    this.payloadBytes = payloadBytes;
  }

  /** The whole packet: header and payload. */
  public int packetBytes() {
    return HEADER_BYTES + payloadBytes;
  }

  /** The encrypted payload. */
  public int payloadBytes() {
    return payloadBytes;
  }

  /** The longest message that fits. */
  public int plaintextBytes() {
    return payloadBytes - PAYLOAD_OVERHEAD_BYTES;
  }
}
