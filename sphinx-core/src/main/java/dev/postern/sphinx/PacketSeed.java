package dev.postern.sphinx;

import java.security.SecureRandom;

/**
 * All the randomness of one packet: the secret x that α = x·G is made from, and the bytes that fill
 * the last hop's routing block. With a seed a packet can be made again byte for byte, so a seed is
 * used once. Immutable; prints nothing.
 */
public final class PacketSeed {
  /** Length of the secret. */
  public static final int SECRET_BYTES = 32;

  private final byte[] secret;
  private final byte[] padding;

  private PacketSeed(byte[] secret, byte[] padding) {
    this.secret = secret;
    this.padding = padding;
  }

  /** A fresh seed for a route of that many hops. */
  public static PacketSeed fresh(SecureRandom random, int hops) {
    byte[] secret = new byte[SECRET_BYTES];
    byte[] padding = new byte[paddingBytes(hops)];
    random.nextBytes(secret);
    random.nextBytes(padding);
    return new PacketSeed(secret, padding);
  }

  /**
   * A given secret (32 bytes little-endian, clamped on use) and padding of {@link #paddingBytes}.
   * Copies both.
   *
   * @throws IllegalArgumentException if the secret hasn't 32 bytes
   */
  public static PacketSeed of(byte[] secret, byte[] padding) {
    if (secret.length != SECRET_BYTES) {
      throw new IllegalArgumentException("initial secret of " + secret.length + " bytes");
    }
    return new PacketSeed(secret.clone(), padding.clone());
  }

  /**
   * The padding of a route: 248, 188, 128, 68 and 8 bytes for 1 to 5 hops.
   *
   * @throws IllegalArgumentException for another number of hops
   */
  public static int paddingBytes(int hops) {
    HeaderLayout.checkHops(hops);
    return HeaderLayout.finalPaddingBytes(hops);
  }

  // Clamped here, not by the product alone: what later hops share comes from x times their blinding
  // factors, and must start from the same x that made α.
  byte[] secret() {
    byte[] clamped = secret.clone();
    clamped[0] &= (byte) 0xf8;
    clamped[31] = (byte) ((clamped[31] & 0x7f) | 0x40);
    return clamped;
  }

  byte[] padding() {
    return padding;
  }

  @Override
  public String toString() {
    return "PacketSeed[redacted]";
  }
}
