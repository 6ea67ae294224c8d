package dev.postern.sphinx;

import java.math.BigInteger;

/**
 * How one of the two published Sphinx libraries reads a version, where that isn't how we do
 * (docs/adr/0021): 256 is seeded and clamped for both, and 0.8.0 clamps all. What our rules are is
 * said here too, by themselves.
 *
 * @param crate 0.6.0 or 0.8.0
 */
record LaterReference(String crate) {
  private static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  static boolean seeds(int version) {
    return version != 1 && version != 257 && version != 258;
  }

  boolean clamps(int version) {
    return crate.equals("0.8.0") || (version != 1 && version != 257);
  }

  static boolean weSeed(int version) {
    return version >= 259;
  }

  static boolean weClamp(int version) {
    return version >= 258;
  }

  /** Whether clamping changes nothing: so it is with one blinding factor in 32. */
  static boolean isClamped(byte[] b) {
    return (b[0] & 7) == 0 && (b[31] & 0xc0) == 0x40;
  }

  /** Whether a packet of this library's goes all its way through nodes of ours. */
  boolean makesOurPackets(int version, int hops) {
    return seeds(version) == weSeed(version) && (hops == 1 || clamps(version) == weClamp(version));
  }

  /**
   * A secret x that a packet seed clamps, of one that this library doesn't where it doesn't clamp b
   * either: there it takes x mod l. The clamped s' ≡ ± x has the same u-coordinates.
   */
  byte[] secret(byte[] x, int version) {
    if (clamps(version)) {
      return x;
    }
    BigInteger s = littleEndian(x).mod(L);
    int r = 3 * s.mod(BigInteger.valueOf(8)).intValue() % 8;
    BigInteger same =
        r >= 4
            ? s.add(L.multiply(BigInteger.valueOf(r)))
            : L.multiply(BigInteger.valueOf(8 - r)).subtract(s);
    return bytes(same);
  }

  private static BigInteger littleEndian(byte[] bytes) {
    return new BigInteger(1, reversed(bytes));
  }

  /** Numbers of 255 bits, for which BigInteger writes no more than 32 bytes. */
  private static byte[] bytes(BigInteger number) {
    return reversed(number.toByteArray());
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
