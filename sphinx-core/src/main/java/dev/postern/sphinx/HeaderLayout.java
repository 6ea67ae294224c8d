package dev.postern.sphinx;

/**
 * Where things stand in a Sphinx packet of any version (spec §2). All figures are bytes.
 *
 * <pre>
 *  0          32       48                                 348
 *  +----------+--------+-----------------------------------+---------------------+
 *  |    α     |   γ    |                 β                 |          δ          |
 *  | X25519 u | MAC    | routing blocks, encrypted         | payload, encrypted  |
 *  +----------+--------+-----------------------------------+---------------------+
 *
 *  β decrypted, 60 zeros behind it:
 *  0      1         4                36        44       60                     360
 *  +------+---------+-----------------+---------+--------+----------------------+
 *  | 1    | version | next address    | delay   | next γ | next β               |  forward
 *  +------+---------+-----------------+---------+--------+----------------------+
 *  | 2    | version | destination     | identifier 16    | padding              |  final
 *  +------+---------+-----------------+------------------+----------------------+
 * </pre>
 */
final class HeaderLayout {
  static final int MAX_HOPS = 5;

  static final int ALPHA_OFFSET = 0;
  static final int ALPHA_BYTES = 32;
  static final int GAMMA_OFFSET = ALPHA_OFFSET + ALPHA_BYTES;
  static final int GAMMA_BYTES = 16;
  static final int BETA_OFFSET = GAMMA_OFFSET + GAMMA_BYTES;

  static final int FLAG_OFFSET = 0;
  static final byte FLAG_FORWARD = 1;
  static final byte FLAG_FINAL = 2;
  static final int VERSION_OFFSET = 1;
  static final int ADDRESS_OFFSET = VERSION_OFFSET + SphinxVersion.BYTES;
  static final int ADDRESS_BYTES = 32;
  static final int DELAY_OFFSET = ADDRESS_OFFSET + ADDRESS_BYTES;
  static final int DELAY_BYTES = Long.BYTES;
  static final int NEXT_GAMMA_OFFSET = DELAY_OFFSET + DELAY_BYTES;

  /** What one hop takes off β: flag, version, address, delay, γ. */
  static final int STEP_BYTES = NEXT_GAMMA_OFFSET + GAMMA_BYTES;

  static final int BETA_BYTES = MAX_HOPS * STEP_BYTES;
  static final int PAYLOAD_OFFSET = BETA_OFFSET + BETA_BYTES;

  static final int IDENTIFIER_OFFSET = ADDRESS_OFFSET + ADDRESS_BYTES;
  static final int IDENTIFIER_BYTES = 16;
  static final int FINAL_PADDING_OFFSET = IDENTIFIER_OFFSET + IDENTIFIER_BYTES;

  /** β with a step of zeros behind it, which the stream turns into what the next β ends in. */
  static final int EXTENDED_BETA_BYTES = BETA_BYTES + STEP_BYTES;

  private HeaderLayout() {}

  static void checkHops(int hops) {
    if (hops < 1 || hops > MAX_HOPS) {
      throw new IllegalArgumentException("a route has 1 to " + MAX_HOPS + " hops, not " + hops);
    }
  }

  static void checkIdentifier(byte[] identifier) {
    if (identifier.length != IDENTIFIER_BYTES) {
      throw new IllegalArgumentException("SURB identifier of " + identifier.length + " bytes");
    }
  }

  /** φ, what the hops before the last have shifted into the end of the last one's β. */
  static int fillerBytes(int hops) {
    return STEP_BYTES * (hops - 1);
  }

  static int finalPaddingBytes(int hops) {
    return BETA_BYTES - fillerBytes(hops) - FINAL_PADDING_OFFSET;
  }
}
