package dev.postern.sphinx.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.Engines;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Hashes and derivations of the later generations, against published answers. */
class KnownAnswersTest {
  /** Of BLAKE3's own test vectors: an input counts from 0 to 250 over and over. */
  private record Blake3(int inputBytes, String hash) {}

  @TestFactory
  Stream<DynamicTest> blake3_thoseOfItsAuthors_areTheSame() {
    return Engines.onEach(
        List.of(
            new Blake3(0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"),
            new Blake3(1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213"),
            new Blake3(1024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7"),
            new Blake3(1025, "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444")),
        one -> one.inputBytes() + " bytes",
        (one, engine) -> {
          byte[] data = new byte[one.inputBytes() + 5];
          for (int i = 0; i < one.inputBytes(); i++) {
            data[3 + i] = (byte) (i % 251);
          }
          byte[] hash = new byte[Primitives.HASH_BYTES];
          Primitives primitives = engine.newPrimitives();
          for (int round = 0; round < 2; round++) {
            primitives.blake3(data, 3, one.inputBytes(), hash);
            assertThat(HexFormat.of().formatHex(hash)).isEqualTo(one.hash());
          }
        });
  }

  /** The first of RFC 5869, appendix A.1. */
  @TestFactory
  Stream<DynamicTest> hkdfSha256_withASalt_isTheRfcs() {
    return Engines.onEach(
        List.of("A.1"),
        name -> name,
        (name, engine) -> {
          byte[] input = new byte[25];
          Arrays.fill(input, 2, 24, (byte) 0x0b);
          byte[] out = new byte[64];
          byte[] salt = HexFormat.of().parseHex("000102030405060708090a0b0c");
          byte[] info = HexFormat.of().parseHex("f0f1f2f3f4f5f6f7f8f9");
          engine.newPrimitives().hkdfSha256(salt, input, 2, 22, info, out);
          assertThat(HexFormat.of().formatHex(out))
              .startsWith(
                  "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                      + "34007208d5b887185865");
        });
  }

  /** A key upgrade, as the reference's client and gateway agree on it. */
  @TestFactory
  Stream<DynamicTest> hkdfBlake3_withASalt_isTheReferences() {
    return Engines.onEach(
        List.of("key upgrade"),
        name -> name,
        (name, engine) -> {
          Primitives primitives = engine.newPrimitives();
          byte[] key =
              primitives.hkdfBlake3(
                  HexFormat.of().parseHex("04a330b977faecdca21d0e8f5c852680"),
                  HexFormat.of()
                      .parseHex("8709dcfc7214551e6ccb7b6bcf3c899fa6cf32f75bd7bdee97766c2974bf0b83"),
                  32);
          assertThat(HexFormat.of().formatHex(key))
              .isEqualTo("1d8dc5e94a0b7d61e9b33cb4486b40be032488930469955b2e47bf8c4408e4e6");
          byte[] digest = new byte[32];
          primitives.blake3(key, 0, key.length, digest);
          assertThat(HexFormat.of().formatHex(digest))
              .isEqualTo("9f5a47bd53b79b4e88f7dbe70e3e4eeb835df7c2265a1351185b50adda09f6e2");
        });
  }
}
