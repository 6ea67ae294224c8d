package dev.postern.sphinx;

/**
 * The sizes of a Sphinx packet (spec §2; the later generations' spec §3). The first three are as
 * old as Nym 0.9, the other two came with release 1.1.0. All figures are bytes.
 */
public enum PacketSize {
  /** Client messages: 2413 in all, 2048 of plaintext. */
  REGULAR(2065),
  /** SURB-acks: 386 in all, 21 of plaintext. */
  ACK(38),
  /** Long client messages: 33133 in all, 32768 of plaintext; all that Nym 0.9 calls extended. */
  EXTENDED_32(32785),
  /** Longer client messages: 8557 in all, 8192 of plaintext. */
  EXTENDED_8(8209),
  /** Longer still: 16749 in all, 16384 of plaintext. */
  EXTENDED_16(16401);

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
