package dev.postern.sphinx;

import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import java.util.Arrays;
import java.util.List;

/**
 * What the maker of a {@link Surb} of version 260 keeps (spec §3). Who uses one encrypts for the
 * last hop alone, yet every hop takes its layer off: what arrives is noise, which only who knows
 * all the layers can undo. A final hop that looks at its plaintext, as ours does, drops such an
 * answer; it takes one that hands on whatever comes. Immutable; prints nothing secret.
 *
 * <pre>
 *  0            16         32
 *  +------------+----------+-- … --+
 *  | identifier | seed 16  |       |   a seed for each hop, outermost first
 *  +------------+----------+-- … --+
 * </pre>
 */
public final class SurbRecovery {
  private static final int SEEDS_OFFSET = HeaderLayout.IDENTIFIER_BYTES;

  private final byte[] bytes;

  private SurbRecovery(byte[] bytes) {
    this.bytes = bytes;
  }

  static SurbRecovery of(byte[] identifier, List<HopKeys> keys) {
    HeaderLayout.checkIdentifier(identifier);
    byte[] seeds = SurbKeys.SEED_PER_HOP.write(keys);
    byte[] bytes = Arrays.copyOf(identifier, SEEDS_OFFSET + seeds.length);
    System.arraycopy(seeds, 0, bytes, SEEDS_OFFSET, seeds.length);
    return new SurbRecovery(bytes);
  }

  /** What {@link #toBytes} wrote, copied. Throws IllegalArgumentException if it can't be that. */
  public static SurbRecovery parse(byte[] bytes) {
    if (!SurbKeys.SEED_PER_HOP.fit(bytes.length - SEEDS_OFFSET)) {
      throw new IllegalArgumentException("recovery of a SURB of " + bytes.length + " bytes");
    }
    return new SurbRecovery(bytes.clone());
  }

  /** To be kept as secret as a key, copied. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** The SURB's identifier, copied: with which the answer comes. */
  public byte[] identifier() {
    return Arrays.copyOf(bytes, HeaderLayout.IDENTIFIER_BYTES);
  }

  /**
   * The message of a payload as the last hop decrypted it.
   *
   * @throws InvalidPacketException if it isn't the answer to this SURB
   */
  public byte[] recover(byte[] payload, CryptoEngine engine) throws InvalidPacketException {
    if (payload.length < Lioness.MIN_BLOCK_BYTES) {
      throw new InvalidPacketException(InvalidPacketException.Reason.LENGTH);
    }
    Primitives primitives = engine.newPrimitives();
    Lioness lioness = new Lioness(primitives);
    byte[] key = new byte[Lioness.KEY_BYTES];
    byte[] plaintext = payload.clone();
    int last = bytes.length - PayloadSeed.BYTES;
    for (int seed = last; seed >= SEEDS_OFFSET; seed -= PayloadSeed.BYTES) {
      PayloadSeed.expand(bytes, seed, key, primitives);
      lioness.encrypt(key, 0, plaintext, 0, plaintext.length);
    }
    PayloadSeed.expand(bytes, last, key, primitives);
    lioness.decrypt(key, 0, plaintext, 0, plaintext.length);
    int start = PayloadPadding.LEADING_ZERO_BYTES;
    int length = PayloadPadding.messageBytes(plaintext, 0, plaintext.length);
    return Arrays.copyOfRange(plaintext, start, start + length);
  }

  @Override
  public String toString() {
    return "SurbRecovery[redacted]";
  }
}
