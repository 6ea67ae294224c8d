package dev.postern.sphinx;

import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.security.SecureRandom;

/**
 * All the randomness of one packet: the secret x that α = x·G is made from, and the bytes that fill
 * the last hop's routing block. With a seed a packet can be made again byte for byte, so a seed is
 * used once. Immutable; prints nothing.
 */
public final class PacketSeed {
  /** Length of the secret. */
  public static final int SECRET_BYTES = SphinxPrivateKey.BYTES;

  private final SphinxPrivateKey secret; // x; its public half is α
  private final byte[] padding;

  private PacketSeed(SphinxPrivateKey secret, byte[] padding) {
    this.secret = secret;
    this.padding = padding;
  }

  /** A fresh seed for a route of that many hops. */
  public static PacketSeed fresh(SecureRandom random, int hops) {
    byte[] padding = new byte[paddingBytes(hops)];
    random.nextBytes(padding);
    return new PacketSeed(SphinxPrivateKey.generate(random), padding);
  }

  /** The same with a secret that an engine makes, which may be by randomness of its own. */
  static PacketSeed fresh(CryptoEngine engine, SecureRandom random, int hops) {
    byte[] padding = new byte[paddingBytes(hops)];
    random.nextBytes(padding);
    return new PacketSeed(engine.newKey(random), padding);
  }

  /**
   * A given secret (32 bytes little-endian, clamped here) and padding of {@link #paddingBytes}.
   * Copies both.
   *
   * @throws IllegalArgumentException if the secret hasn't 32 bytes
   */
  public static PacketSeed of(byte[] secret, byte[] padding) {
    return new PacketSeed(SphinxPrivateKey.fromBytes(secret), padding.clone());
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

  SphinxPrivateKey secret() {
    return secret;
  }

  byte[] padding() {
    return padding;
  }

  @Override
  public String toString() {
    return "PacketSeed[redacted]";
  }
}
