package dev.postern.sphinx.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.testing.Engines;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** AES-256-GCM-SIV of both engines. */
class AesGcmSivTest {
  private static final int TAG = Primitives.GCM_SIV_TAG_BYTES;
  private static final List<Integer> LENGTHS =
      List.of(0, 1, 15, 16, 17, 21, 32, 255, 496, 512, 2048, 2413, 4079, 4080, 8557, 33133, 60_000);
  private static final byte FILLING = 0x5a;

  /** Appendices C.2 and C.3 of RFC 8452, those without associated data. */
  private static final List<Known> KNOWN =
      List.of(
          counting(0, "07f5f4169bbf55a8400cd47ea6fd400f"),
          counting(8, "c2ef328e5c71c83b843122130f7364b761e0b97427e3df28"),
          counting(12, "9aab2aeb3faa0a34aea8e2b18ca50da9ae6559e48fd10f6e5c9ca17e"),
          counting(16, "85a01b63025ba19b7fd3ddfc033b3e76c9eac6fa700942702e90862383c6c366"),
          counting(
              32,
              "4a6a9db4c8c6549201b9edb53006cba821ec9cf850948a7c86c68ac7539d027f"
                  + "e819e63abcd020b006a976397632eb5d"),
          counting(
              48,
              "c00d121893a9fa603f48ccc1ca3c57ce7499245ea0046db16c53c7c66fe717e3"
                  + "9cf6c748837b61f6ee3adcee17534ed5790bc96880a99ba804bd12c0e6a22cc4"),
          counting(
              64,
              "c2d5160a1f8683834910acdafc41fbb1632d4a353e8b905ec9a5499ac34f96c7"
                  + "e1049eb080883891a4db8caaa1f99dd004d80487540735234e3744512c6f90ce"
                  + "112864c269fc0d9d88c61fa47e39aa08"),
          new Known(
              "e66021d5eb8e4f4066d4adb9c33560e4f46e44bb3da0015c94f7088736864200",
              "e0eaf5284d884a0e77d31646",
              "",
              "169fbb2fbf389a995f6390af22228a62"),
          new Known(
              "00".repeat(32),
              "00".repeat(12),
              "000000000000000000000000000000004db923dc793ee6497c76dcc03a98e108",
              "f3f80f2cf0cb2dd9c5984fcda908456cc537703b5ba70324a6793a7bf218d3ea"
                  + "ffffffff000000000000000000000000"),
          new Known(
              "00".repeat(32),
              "00".repeat(12),
              "eb3640277c7ffd1303c7a542d02d3e4c0000000000000000",
              "18ce4f0b8cb4d0cac65fea8f79257b20888e53e72299e56dffffffff000000000000000000000000"));

  private record Known(String key, String nonce, String plaintext, String sealed) {}

  /** Blocks that begin with their number, under the key 1 and the nonce 3. */
  private static Known counting(int length, String sealed) {
    byte[] plaintext = new byte[length];
    for (int i = 0; i < length; i += 16) {
      plaintext[i] = (byte) (i / 16 + 1);
    }
    return new Known(
        "01" + "00".repeat(31),
        "03" + "00".repeat(11),
        HexFormat.of().formatHex(plaintext),
        sealed);
  }

  @TestFactory
  Stream<DynamicTest> seal_thoseOfTheRfc_givesItsBytes() {
    return Engines.onEach(KNOWN, Known::sealed, AesGcmSivTest::checkKnown);
  }

  @TestFactory
  Stream<DynamicTest> open_whatWasSealed_givesItBackAndTouchesNothingBeside() {
    return Engines.onEach(LENGTHS, length -> length + " bytes", AesGcmSivTest::checkRoundTrip);
  }

  @TestFactory
  Stream<DynamicTest> sealAndOpen_overTheirInputInAnyOverlap_giveTheSame() {
    return Engines.onEach(LENGTHS, length -> length + " bytes", AesGcmSivTest::checkOverlaps);
  }

  @TestFactory
  Stream<DynamicTest> open_flippedBitAnywhere_isRefusedAndWritesNothing() {
    return Engines.onEach(
        List.of(0, 1, 21, 2413), length -> length + " bytes", AesGcmSivTest::checkFlippedBits);
  }

  @TestFactory
  Stream<DynamicTest> open_shorterThanATag_isRefused() {
    return Engines.onEach(
        List.of(0, 1, 15),
        length -> length + " bytes",
        (length, engine) -> {
          byte[] short16 = new byte[16];
          byte[] out = filled(16);
          assertThat(
                  engine
                      .newPrimitives()
                      .openAesGcmSiv(short16, 0, short16, 0, short16, 0, length, out, 0))
              .isFalse();
          assertThat(out).containsOnly(FILLING);
        });
  }

  @TestFactory
  Stream<DynamicTest> seal_whereNoRoomIs_isADefect() {
    return Engines.onEach(
        List.of(15),
        room -> room + " bytes",
        (room, engine) -> {
          Primitives primitives = engine.newPrimitives();
          byte[] key = new byte[32];
          assertThatExceptionOfType(IndexOutOfBoundsException.class)
              .isThrownBy(
                  () -> primitives.sealAesGcmSiv(key, 0, key, 0, key, 0, 0, new byte[room], 0));
          assertThatExceptionOfType(IndexOutOfBoundsException.class)
              .isThrownBy(
                  () -> primitives.openAesGcmSiv(key, 0, key, 0, key, 0, 32, new byte[room], 0));
          assertThatExceptionOfType(IndexOutOfBoundsException.class)
              .isThrownBy(
                  () -> primitives.openAesGcmSiv(key, 0, key, 0, key, 1, 32, new byte[room], 0));
        });
  }

  private static void checkKnown(Known known, CryptoEngine engine) {
    Primitives primitives = engine.newPrimitives();
    byte[] key = HexFormat.of().parseHex("77" + known.key());
    byte[] nonce = HexFormat.of().parseHex("7777" + known.nonce());
    byte[] plaintext = HexFormat.of().parseHex(known.plaintext());
    for (int round = 0; round < 3; round++) { // the same key and nonce are no reason to refuse
      byte[] sealed = new byte[plaintext.length + TAG];
      primitives.sealAesGcmSiv(key, 1, nonce, 2, plaintext, 0, plaintext.length, sealed, 0);
      assertThat(HexFormat.of().formatHex(sealed)).isEqualTo(known.sealed());
      byte[] opened = new byte[plaintext.length];
      assertThat(primitives.openAesGcmSiv(key, 1, nonce, 2, sealed, 0, sealed.length, opened, 0))
          .isTrue();
      assertThat(opened).isEqualTo(plaintext);
    }
  }

  private static void checkRoundTrip(int length, CryptoEngine engine) {
    Sealing sealing = new Sealing(length, engine);
    byte[] opened = filled(length + 40);
    byte[] data = filled(4 * sealing.sealed().length + 9);
    System.arraycopy(sealing.sealed(), 0, data, 9, sealing.sealed().length);
    assertThat(sealing.open(data, 9, opened, 13)).isTrue();
    byte[] expected = filled(length + 40);
    System.arraycopy(sealing.plaintext(), 0, expected, 13, length);
    assertThat(opened).isEqualTo(expected);
  }

  private static void checkOverlaps(int length, CryptoEngine engine) {
    Sealing sealing = new Sealing(length, engine);
    byte[] sealed = sealing.sealed();
    for (int from : new int[] {0, 20, 28, 40}) {
      for (int to : new int[] {0, 20, 22, 36, 40}) {
        byte[] buffer = filled(length + 90);
        System.arraycopy(sealing.plaintext(), 0, buffer, from, length);
        sealing.seal(buffer, from, buffer, to);
        assertThat(Arrays.copyOfRange(buffer, to, to + sealed.length)).isEqualTo(sealed);

        buffer = filled(length + 90);
        System.arraycopy(sealed, 0, buffer, from, sealed.length);
        assertThat(sealing.open(buffer, from, buffer, to)).isTrue();
        assertThat(Arrays.copyOfRange(buffer, to, to + length)).isEqualTo(sealing.plaintext());
      }
    }
  }

  private static void checkFlippedBits(int length, CryptoEngine engine) {
    Sealing sealing = new Sealing(length, engine);
    int bits = 8 * sealing.sealed().length;
    for (int bit = 0; bit < bits; bit += 1 + length / 8) {
      byte[] changed = sealing.sealed().clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      byte[] before = changed.clone();
      byte[] out = filled(length + 8);
      assertThat(sealing.open(changed, 0, out, 4)).isFalse();
      assertThat(out).containsOnly(FILLING);
      assertThat(sealing.open(changed, 0, changed, 0)).isFalse();
      assertThat(changed).isEqualTo(before);
    }
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, FILLING);
    return bytes;
  }

  /** A plaintext, and what the other engine makes of it. */
  private static final class Sealing {
    private final Primitives primitives;
    private final byte[] key = new byte[Primitives.GCM_SIV_KEY_BYTES];
    private final byte[] nonce = new byte[Primitives.GCM_SIV_NONCE_BYTES];
    private final byte[] plaintext;
    private final byte[] sealed;

    Sealing(int length, CryptoEngine engine) {
      Random random = new Random(length);
      primitives = engine.newPrimitives();
      plaintext = new byte[length];
      sealed = new byte[length + TAG];
      random.nextBytes(key);
      random.nextBytes(nonce);
      random.nextBytes(plaintext);
      CryptoEngine other =
          Engines.all().stream().filter(one -> !one.equals(engine)).findFirst().orElseThrow();
      other
          .newPrimitives()
          .sealAesGcmSiv(key, 0, nonce, 0, plaintext, 0, plaintext.length, sealed, 0);
    }

    byte[] plaintext() {
      return plaintext;
    }

    byte[] sealed() {
      return sealed;
    }

    void seal(byte[] data, int offset, byte[] out, int outOffset) {
      primitives.sealAesGcmSiv(key, 0, nonce, 0, data, offset, plaintext.length, out, outOffset);
    }

    boolean open(byte[] data, int offset, byte[] out, int outOffset) {
      return primitives.openAesGcmSiv(
          key, 0, nonce, 0, data, offset, sealed.length, out, outOffset);
    }
  }
}
