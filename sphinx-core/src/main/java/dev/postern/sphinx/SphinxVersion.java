package dev.postern.sphinx;

/**
 * What a sender stamps into every routing block (spec §3): how each hop makes its payload key and
 * the next α. All else of a packet is the same in every version.
 *
 * <pre>
 *                   payload key               next α          stamped by
 *   0   … 257       192 bytes of the HKDF     b·α, b mod l    to v2024.5 (256), later (257)
 *   258             192 bytes of the HKDF     X25519(b, α)    v2024.12 on
 *   259 … 65535     made of a seed of 16      X25519(b, α)    today
 * </pre>
 *
 * <p>Three bytes are stamped, of which the first is 0. Nym 0.9 looks at none of them, so that
 * whatever the later numbers can't mean is read as one of its own packets (docs/adr/0021).
 *
 * @param number 0 to 65535
 */
public record SphinxVersion(int number) {
  /** Nym 0.9. The reference reads it otherwise since v2024.6, and no client stamps it since. */
  public static final SphinxVersion V256 = new SphinxVersion(256);

  /** The same arithmetic under the number that the reference still knows. */
  public static final SphinxVersion V257 = new SphinxVersion(257);

  /** Clamped blinding. */
  public static final SphinxVersion V258 = new SphinxVersion(258);

  /** Seeded payload keys, and so a short SURB. */
  public static final SphinxVersion V259 = new SphinxVersion(259);

  /** A SURB of one seed, whose answer only its maker can read: {@link SurbRecovery}. */
  public static final SphinxVersion V260 = new SphinxVersion(260);

  static final int BYTES = 3;
  private static final int NYM_0_9 = 256;
  private static final int FIRST_CLAMPED = 258;
  private static final int FIRST_SEEDED = 259;

  /** Throws IllegalArgumentException for a number that two bytes can't hold. */
  public SphinxVersion {
    if (number < 0 || number > 0xffff) {
      throw new IllegalArgumentException("a Sphinx version is 0 to 65535, not " + number);
    }
  }

  /**
   * The number in a decrypted routing block; 256 where the first byte isn't 0. A number, as the
   * path of a packet makes no objects.
   */
  static int read(byte[] routing) {
    int at = HeaderLayout.VERSION_OFFSET;
    int number = Byte.toUnsignedInt(routing[at + 1]) << 8 | Byte.toUnsignedInt(routing[at + 2]);
    return routing[at] == 0 ? number : NYM_0_9;
  }

  /** Writes the {@value #BYTES} bytes to their place in a routing block. */
  void write(byte[] routing) {
    int at = HeaderLayout.VERSION_OFFSET;
    routing[at] = 0;
    routing[at + 1] = (byte) (number >> 8);
    routing[at + 2] = (byte) number;
  }

  /** Whether a hop clamps the blinding factor. */
  static boolean clampsBlinding(int number) {
    return number >= FIRST_CLAMPED;
  }

  /** Whether 16 bytes of the HKDF are the seed of a payload key, or all 192 the key itself. */
  static boolean seedsPayloadKeys(int number) {
    return number >= FIRST_SEEDED;
  }

  @Override
  public String toString() {
    return Integer.toString(number);
  }
}
