package dev.postern.sphinx.crypto;

import java.math.BigInteger;

/** 32-byte little-endian integers, for comparison with BigInteger. */
final class LittleEndian {
  private LittleEndian() {}

  static BigInteger toInteger(byte[] bytes) {
    return new BigInteger(1, reversed(bytes));
  }

  static byte[] toBytes(BigInteger value) {
    byte[] big = value.toByteArray();
    byte[] bytes = new byte[32];
    for (int i = 0; i < Math.min(big.length, bytes.length); i++) {
      bytes[i] = big[big.length - 1 - i];
    }
    return bytes;
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
