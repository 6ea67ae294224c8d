package dev.postern.sphinx.crypto;

import java.util.Arrays;

/**
 * A scratch register for integers mod l, the order of Curve25519's large subgroup: l = 2^252 + c, c
 * = 27742317777372353535851937790883648493.
 *
 * <p>The crypto libraries have this arithmetic but none of them shows it (BouncyCastle's {@code
 * Scalar25519} is package-private, Tink's is part of its Ed25519), and BigInteger makes garbage on
 * every forwarded packet. So it is here: one multiplication, from which all else follows, tested
 * against BigInteger. It has no branch on secret data except one final correction, and it keeps its
 * limbs, so it allocates nothing. Not thread-safe.
 *
 * <pre>
 *   limb      9           8     …     1          0        28 bits each, so that 2^252 = limb 9
 *        +---------+-----------+---+----------+----------+
 *        | 2^252·q |           value mod 2^252           |     ≡ value − q·c  (mod l)
 *        +---------+-----------+---+----------+----------+
 * </pre>
 */
final class ScalarModL {
  static final int BYTES = 32;

  private static final int LIMBS = 10; // 256 bits and more: 280
  private static final int LIMB_BITS = 28;
  private static final long LIMB_MASK = (1L << LIMB_BITS) - 1;
  private static final int TOP = LIMBS - 1; // worth 2^252

  /** l in limbs; below {@code TOP} it is c, which has 125 bits and so five limbs. */
  private static final long[] L = {
    0xcf5d3ed, 0x12631a5, 0x79cd658, 0xf9dea2f, 0x00014de, 0, 0, 0, 0, 1
  };

  private static final int C_LIMBS = 5;

  private final long[] value = new long[LIMBS]; // 0 <= value < l between calls
  private final long[] left = new long[LIMBS];
  private final long[] right = new long[LIMBS];
  private final long[] work = new long[LIMBS + 1];

  /** Sets the value to a·b mod l; both are any 256-bit little-endian integers. */
  void setProduct(byte[] a, int aOffset, byte[] b, int bOffset) {
    read(a, aOffset, left);
    read(b, bOffset, right);
    multiply();
  }

  /** Sets the value to a mod l; a is any 256-bit little-endian integer. */
  void setReduced(byte[] a, int aOffset) {
    read(a, aOffset, left);
    Arrays.fill(right, 0);
    right[0] = 1;
    multiply();
  }

  /** Writes the value, 32 bytes little-endian. */
  void write(byte[] target, int offset) {
    write(value, target, offset);
  }

  /**
   * Writes a multiple of 8 in [2^254, 2^255) that is ± the value mod l, which a clamping X25519
   * takes as it is and which leads to the same u-coordinate. With r = 3s mod 8: s + r·l if r ≥ 4,
   * else (8 − r)·l − s; both are ≡ 0 mod 8 because l ≡ 5.
   *
   * @return false if that number isn't in the range, which happens to about one value in 2^126
   *     (zero among them)
   */
  boolean writeClampable(byte[] target, int offset) {
    int r = (int) (3 * value[0]) & 7;
    long factor = r >= 4 ? r : 8 - r;
    long sign = r >= 4 ? 1 : -1;
    long carry = 0;
    for (int i = 0; i < LIMBS; i++) {
      carry += factor * L[i] + sign * value[i];
      work[i] = carry & LIMB_MASK;
      carry >>= LIMB_BITS;
    }
    write(work, target, offset);
    return work[TOP] >= 4 && work[TOP] < 8; // bits 254 and 255 are bits 2 and 3 of the top limb
  }

  /** Value = left·right mod l, a limb of {@code right} at a time from the top (Horner). */
  private void multiply() {
    Arrays.fill(value, 0);
    for (int digit = TOP; digit >= 0; digit--) {
      // work = value·2^28 + left·right[digit] < 2^281 + 2^284
      long carry = 0;
      for (int i = 0; i < LIMBS; i++) {
        carry += left[i] * right[digit] + (i == 0 ? 0 : value[i - 1]);
        work[i] = carry & LIMB_MASK;
        carry >>>= LIMB_BITS;
      }
      work[LIMBS] = carry + value[TOP];
      // q < 2^33, so q times a limb of c < 2^61: no overflow
      subtractMultiple(work[TOP] + (work[LIMBS] << LIMB_BITS));
    }
  }

  /** Value = (work mod 2^252) − q·c, plus l if that is below zero; then in [0, l). */
  private void subtractMultiple(long q) {
    long carry = 0;
    for (int i = 0; i < TOP; i++) {
      carry += work[i] - (i < C_LIMBS ? q * L[i] : 0);
      value[i] = carry & LIMB_MASK;
      carry >>= LIMB_BITS;
    }
    value[TOP] = carry;
    if (carry < 0) { // q·c < 2^158 < l: once is enough
      carry = 0;
      for (int i = 0; i < LIMBS; i++) {
        carry += value[i] + L[i];
        value[i] = carry & LIMB_MASK;
        carry >>= LIMB_BITS;
      }
    }
  }

  private static void read(byte[] source, int offset, long[] limbs) {
    long bits = 0;
    int count = 0;
    int limb = 0;
    for (int i = 0; i < BYTES; i++) {
      bits |= (source[offset + i] & 0xffL) << count;
      count += Byte.SIZE;
      if (count >= LIMB_BITS) {
        limbs[limb++] = bits & LIMB_MASK;
        bits >>>= LIMB_BITS;
        count -= LIMB_BITS;
      }
    }
    limbs[limb] = bits;
  }

  private static void write(long[] limbs, byte[] target, int offset) {
    long bits = 0;
    int count = 0;
    int limb = 0;
    for (int i = 0; i < BYTES; i++) {
      if (count < Byte.SIZE && limb < LIMBS) {
        bits |= limbs[limb++] << count;
        count += LIMB_BITS;
      }
      target[offset + i] = (byte) bits;
      bits >>>= Byte.SIZE;
      count -= Byte.SIZE;
    }
  }
}
