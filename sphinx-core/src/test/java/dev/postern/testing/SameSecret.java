package dev.postern.testing;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The sixteen byte strings that X25519 makes one shared secret of: u(P + k·T) for a point T of
 * order 8, which the clamped scalar multiplies away, each with bit 255 clear and set, which is
 * ignored. Plain affine arithmetic on v² = u³ + 486662·u² + u.
 */
public final class SameSecret {
  private static final BigInteger P =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger A = BigInteger.valueOf(486_662);
  private static final BigInteger SQRT_OF_MINUS_ONE =
      BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);
  private static final byte[] ORDER_8 =
      HexFormat.of().parseHex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800");

  private SameSecret() {}

  private record Point(BigInteger u, BigInteger v) {
    static Point at(BigInteger u) {
      BigInteger square = u.pow(3).add(A.multiply(u.pow(2))).add(u).mod(P);
      BigInteger root = square.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
      if (!root.modPow(BigInteger.TWO, P).equals(square)) {
        root = root.multiply(SQRT_OF_MINUS_ONE).mod(P);
      }
      if (!root.modPow(BigInteger.TWO, P).equals(square)) {
        throw new IllegalArgumentException("a point of the twist");
      }
      return new Point(u, root);
    }

    /** Of two points that are neither equal nor each other's opposite. */
    Point plus(Point other) {
      BigInteger slope = other.v.subtract(v).multiply(other.u.subtract(u).modInverse(P)).mod(P);
      BigInteger sum = slope.pow(2).subtract(A).subtract(u).subtract(other.u).mod(P);
      return new Point(sum, slope.multiply(u.subtract(sum)).subtract(v).mod(P));
    }
  }

  /** For an α of the prime-order subgroup, which comes first. */
  public static List<byte[]> as(byte[] alpha) {
    Point torsion = Point.at(number(ORDER_8));
    Point point = Point.at(number(alpha));
    List<byte[]> all = new ArrayList<>();
    for (int k = 0; k < 8; k++) {
      all.add(bytes(point.u()));
      byte[] withTopBit = bytes(point.u());
      withTopBit[31] |= (byte) 0x80;
      all.add(withTopBit);
      point = point.plus(torsion);
    }
    return all;
  }

  private static BigInteger number(byte[] littleEndian) {
    byte[] bigEndian = new byte[32];
    for (int i = 0; i < 32; i++) {
      bigEndian[31 - i] = littleEndian[i];
    }
    bigEndian[0] &= 0x7F;
    return new BigInteger(1, bigEndian);
  }

  private static byte[] bytes(BigInteger number) {
    byte[] littleEndian = new byte[32];
    for (int i = 0; i < 32; i++) {
      littleEndian[i] = (byte) number.shiftRight(8 * i).intValue();
    }
    return littleEndian;
  }
}
