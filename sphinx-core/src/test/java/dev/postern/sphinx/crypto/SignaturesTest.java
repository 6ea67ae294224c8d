package dev.postern.sphinx.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Whoever computes Ed25519, the answers are the same")
class SignaturesTest {
  private static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
  private static final Signatures PURE = new BouncyCastleSignatures();

  static Stream<Signatures> both() {
    return Stream.of(PURE, new ConscryptSignatures(Conscrypt.newProvider()));
  }

  @ParameterizedTest
  @MethodSource("both")
  void rfc8032_test3_isSignedAndVerified(Signatures signatures) {
    byte[] seed =
        HexFormat.of().parseHex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
    byte[] publicKey =
        HexFormat.of().parseHex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
    byte[] message = {(byte) 0xaf, (byte) 0x82};
    byte[] signature = signatures.sign(seed, publicKey, message);
    assertThat(HexFormat.of().formatHex(signature))
        .isEqualTo(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
    assertThat(signatures.verify(signature, publicKey, message)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("both")
  void sign_anyKeyAndLength_isThePureOne(Signatures signatures) {
    Random random = new Random(1);
    for (int length : new int[] {0, 1, 31, 64, 127, 128, 129, 1000, 65_536}) {
      byte[] seed = bytes(random, 32);
      byte[] publicKey = Curve25519.ed25519PublicKey(seed);
      byte[] message = bytes(random, length);
      byte[] signature = signatures.sign(seed, publicKey, message);
      assertThat(signature).isEqualTo(PURE.sign(seed, publicKey, message));
      assertThat(signatures.verify(signature, publicKey, message)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("both")
  void verify_anyChangedBit_isFalse(Signatures signatures) {
    byte[] seed = bytes(new Random(2), 32);
    byte[] publicKey = Curve25519.ed25519PublicKey(seed);
    byte[] message = {1, 2, 3};
    byte[] signature = PURE.sign(seed, publicKey, message);
    IntStream.range(0, signature.length * Byte.SIZE)
        .forEach(
            bit -> {
              byte[] changed = signature.clone();
              changed[bit / 8] ^= (byte) (1 << bit % 8);
              assertThat(signatures.verify(changed, publicKey, message))
                  .as("bit %d", bit)
                  .isFalse();
            });
  }

  @ParameterizedTest
  @MethodSource("both")
  void verify_sThatIsntCanonical_isFalse(Signatures signatures) {
    byte[] seed = new byte[32];
    byte[] publicKey = Curve25519.ed25519PublicKey(seed);
    byte[] signature = PURE.sign(seed, publicKey, new byte[] {7});
    BigInteger s = LittleEndian.toInteger(Arrays.copyOfRange(signature, 32, 64));
    for (int multiple = 1; multiple < 15; multiple++) {
      byte[] other = signature.clone();
      BigInteger sum = s.add(L.multiply(BigInteger.valueOf(multiple)));
      System.arraycopy(LittleEndian.toBytes(sum), 0, other, 32, 32);
      assertThat(signatures.verify(other, publicKey, new byte[] {7})).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("both")
  void verify_randomBytes_isFalseAndThrowsNothing(Signatures signatures) {
    Random random = new Random(3);
    byte[] publicKey = Curve25519.ed25519PublicKey(bytes(random, 32));
    for (int i = 0; i < 200; i++) {
      byte[] signature = bytes(random, 64);
      signature[63] &= 0x0f; // s may well be canonical
      assertThat(signatures.verify(signature, publicKey, bytes(random, 64))).isFalse();
    }
    assertThat(signatures.verify(new byte[64], publicKey, new byte[64])).isFalse();
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
