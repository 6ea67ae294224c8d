package dev.postern.sphinx.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The arithmetic mod l, against BigInteger. */
class ScalarModLTest {
  private static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
  private static final BigInteger LIMIT = BigInteger.TWO.pow(256);
  private static final BigInteger EIGHT = BigInteger.valueOf(8);

  private final ScalarModL scalar = new ScalarModL();

  @Test
  void setProduct_anyFactors_isTheProductModL() {
    List<BigInteger> edges = edges();
    for (BigInteger a : edges) {
      for (BigInteger b : edges) {
        assertThat(product(a, b)).as("%x * %x", a, b).isEqualTo(a.multiply(b).mod(L));
      }
    }
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      BigInteger a = new BigInteger(256, random);
      BigInteger b = new BigInteger(256, random);
      assertThat(product(a, b)).as("%x * %x", a, b).isEqualTo(a.multiply(b).mod(L));
    }
  }

  @Test
  void setReduced_anyInteger_isItModL() {
    for (BigInteger a : edges()) {
      assertThat(reduced(a)).as("%x", a).isEqualTo(a.mod(L));
    }
  }

  @Test
  void writeClampable_isACongruentMultipleOfEightInRangeOrRefused() {
    int refused = 0;
    for (BigInteger a : edges()) {
      refused += checkClampable(a.mod(L)) ? 0 : 1;
    }
    assertThat(refused).isPositive();
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      assertThat(checkClampable(new BigInteger(256, random).mod(L))).isTrue();
    }
  }

  private boolean checkClampable(BigInteger s) {
    scalar.setReduced(LittleEndian.toBytes(s), 0);
    byte[] out = new byte[ScalarModL.BYTES];
    boolean inRange = scalar.writeClampable(out, 0);
    BigInteger multiple = LittleEndian.toInteger(out);
    if (inRange) {
      assertThat(multiple.bitLength()).isEqualTo(255);
      assertThat(multiple.mod(EIGHT)).isEqualTo(BigInteger.ZERO);
      assertThat(multiple.mod(L)).isIn(s, L.subtract(s).mod(L));
    }
    return inRange;
  }

  /** Numbers around the multiples of l, the powers of two and the limbs' borders. */
  private static List<BigInteger> edges() {
    List<BigInteger> edges = new ArrayList<>();
    for (int multiple = 0; multiple <= 16; multiple++) {
      around(L.multiply(BigInteger.valueOf(multiple)), edges);
    }
    for (int bit = 0; bit <= 256; bit += 7) { // passes each of the 28-bit limbs' borders
      around(BigInteger.TWO.pow(bit), edges);
    }
    around(BigInteger.TWO.pow(252), edges);
    around(LIMIT, edges);
    return edges;
  }

  private static void around(BigInteger center, List<BigInteger> edges) {
    for (int difference = -2; difference <= 2; difference++) {
      BigInteger edge = center.add(BigInteger.valueOf(difference));
      if (edge.signum() >= 0 && edge.compareTo(LIMIT) < 0) {
        edges.add(edge);
      }
    }
  }

  private BigInteger product(BigInteger a, BigInteger b) {
    scalar.setProduct(LittleEndian.toBytes(a), 0, LittleEndian.toBytes(b), 0);
    return value();
  }

  private BigInteger reduced(BigInteger a) {
    scalar.setReduced(LittleEndian.toBytes(a), 0);
    return value();
  }

  private BigInteger value() {
    byte[] out = new byte[ScalarModL.BYTES];
    scalar.write(out, 0);
    return LittleEndian.toInteger(out);
  }
}
