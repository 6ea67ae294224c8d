package dev.postern.sphinx.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testing.Engines;
import dev.postern.testing.Vectors;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The product that isn't clamped, where a clamping X25519 can give it and where it can't. */
class BlindingVectorsTest {
  private static final String FILE = "blinding.json";
  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger L = LittleEndian.toInteger(bytes(Vectors.file(FILE), "l_le"));

  @TestFactory
  Stream<DynamicTest> multiplyUnclamped_pointOfTheSubgroup_isTheProductOrRefused() {
    return onEach("cases", BlindingVectorsTest::checkProduct);
  }

  @TestFactory
  Stream<DynamicTest> multiplyUnclamped_pointOutsideTheSubgroup_isTheProductButForTorsion() {
    return onEach("unusual_points", BlindingVectorsTest::checkUnusual);
  }

  @TestFactory
  Stream<DynamicTest> multiplyScalars_isTheReferencesAccumulator() {
    return onEach("accumulator", BlindingVectorsTest::checkAccumulator);
  }

  private static Stream<DynamicTest> onEach(String array, Engines.Claim<JsonNode> claim) {
    List<JsonNode> cases = Vectors.cases(FILE, array).toList();
    return Engines.onEach(
        cases,
        one -> one.path("factor_name").asText() + " * " + one.path("point_name").asText(),
        claim);
  }

  private static void checkProduct(JsonNode one, CryptoEngine engine) {
    byte[] point = bytes(one, "point_in"); // and where the product goes
    boolean computed = multiply(engine, bytes(one, "blinding_factor"), point);
    assertThat(computed).isEqualTo(isWithinReach(one));
    if (computed) {
      assertThat(point).isEqualTo(bytes(one, "point_out"));
    }
  }

  /** Whether the multiple of 8 that stands for the scalar lies in [2^254, 2^255) (spec §2). */
  private static boolean isWithinReach(JsonNode one) {
    BigInteger s = LittleEndian.toInteger(bytes(one, "scalar"));
    int r = s.multiply(BigInteger.valueOf(3)).intValue() & 7;
    BigInteger multiple =
        r >= 4
            ? s.add(L.multiply(BigInteger.valueOf(r)))
            : L.multiply(BigInteger.valueOf(8 - r)).subtract(s);
    return multiple.bitLength() == 255;
  }

  private static void checkUnusual(JsonNode one, CryptoEngine engine) {
    byte[] point = bytes(one, "point_in");
    byte[] reference = bytes(one, "point_out");
    boolean usable = multiply(engine, bytes(one, "blinding_factor"), point);
    byte[] ours = timesEight(engine, point);
    if (!isOnCurve(bytes(one, "point_in"))) {
      return; // on the twist, of another order, scalars mod l mean nothing
    }
    assertThat(usable).isEqualTo(!LittleEndian.toInteger(ours).equals(BigInteger.ZERO));
    assertThat(ours).isEqualTo(timesEight(engine, reference));
  }

  /** A multiple of 8 in which any part of small order is gone. */
  private static byte[] timesEight(CryptoEngine engine, byte[] u) {
    byte[] out = new byte[32];
    engine.newPrimitives().x25519(new byte[32], u, 0, out, 0);
    return out;
  }

  private static boolean isOnCurve(byte[] bytes) {
    BigInteger u = LittleEndian.toInteger(bytes).clearBit(255).mod(P);
    BigInteger square = u.pow(3).add(u.pow(2).multiply(BigInteger.valueOf(486_662))).add(u).mod(P);
    return !square.modPow(P.shiftRight(1), P).equals(P.subtract(BigInteger.ONE));
  }

  private static void checkAccumulator(JsonNode one, CryptoEngine engine) {
    byte[] accumulator = bytes(one, "secret");
    Primitives primitives = engine.newPrimitives();
    byte[] alpha = SphinxPrivateKey.fromBytes(accumulator).publicKey().toBytes();
    assertThat(alpha).isEqualTo(bytes(one, "public"));
    primitives.multiplyScalars(bytes(one, "blinding_factor"), 0, accumulator, 0, accumulator, 0);
    assertThat(accumulator).isEqualTo(bytes(one, "product_mod_l"));
    assertThat(multiply(engine, bytes(one, "blinding_factor"), alpha)).isTrue();
    assertThat(alpha).isEqualTo(bytes(one, "product_public"));
  }

  private static boolean multiply(CryptoEngine engine, byte[] factor, byte[] point) {
    return engine.newPrimitives().multiplyUnclamped(factor, 0, point, 0, point, 0);
  }

  private static byte[] bytes(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.required(field).textValue());
  }
}
