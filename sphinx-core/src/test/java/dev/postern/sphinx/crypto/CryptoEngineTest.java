package dev.postern.sphinx.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.Engines;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CryptoEngineTest {
  @Test
  void best_isConscryptAndTheSameAtEveryCall() {
    assertThat(CryptoEngine.best()).isSameAs(CryptoEngine.conscrypt().orElseThrow());
    assertThat(CryptoEngine.best()).isSameAs(CryptoEngine.best());
    assertThat(CryptoEngine.best().name()).startsWith("Conscrypt ");
    assertThat(CryptoEngine.pureJava().name()).isEqualTo("pure Java");
  }

  @Test
  void conscrypt_isInstalledForNobodyElse() {
    assertThat(CryptoEngine.conscrypt()).isPresent();
    assertThat(Security.getProviders())
        .extracting(Provider::getName)
        .noneMatch(name -> name.contains("onscrypt") || name.equals("BC"));
  }

  @TestFactory
  Stream<DynamicTest> newKey_isFreshAndAPair() {
    return Engines.onEach(
        List.of(1, 2, 3),
        round -> "key " + round,
        (round, engine) -> {
          SphinxPrivateKey key = engine.newKey(new SecureRandom());
          assertThat(key).isNotEqualTo(engine.newKey(new SecureRandom()));
          SphinxPrivateKey again = SphinxPrivateKey.fromBytes(key.revealBytes());
          assertThat(again).isEqualTo(key);
          assertThat(again.publicKey()).isEqualTo(key.publicKey());
        });
  }

  @TestFactory
  Stream<DynamicTest> zeroNonceChaCha20_sameKeyAgain_givesTheSameStream() {
    return Engines.onEach(
        List.of(0, 1, 255),
        first -> "key beginning with " + first,
        (first, engine) -> {
          Primitives primitives = engine.newPrimitives();
          byte[] key = new byte[Primitives.CHACHA20_KEY_BYTES];
          key[0] = first.byteValue();
          byte[] once = new byte[100];
          primitives.zeroNonceChaCha20(key, once, 0, once.length);
          assertThat(once).isNotEqualTo(new byte[100]);
          for (int i = 0; i < 3; i++) {
            byte[] again = new byte[100];
            primitives.zeroNonceChaCha20(key, again, 0, again.length);
            assertThat(again).isEqualTo(once);
          }
        });
  }

  /** Whatever the primitives keep between calls: on any input both engines give the same. */
  @Test
  void engines_onTheSameRandomInputs_agree() {
    Random random = new Random(4);
    List<Primitives> engines = Engines.all().stream().map(CryptoEngine::newPrimitives).toList();
    for (int round = 0; round < 200; round++) {
      byte[] key = bytes(random, 64);
      byte[] data = bytes(random, 64 + random.nextInt(3000));
      int length = random.nextInt(data.length - 63);
      List<byte[]> results =
          engines.stream().map(primitives -> everything(primitives, key, data, length)).toList();
      assertThat(results.get(0)).isEqualTo(results.get(1));
    }
  }

  private static byte[] everything(Primitives primitives, byte[] key, byte[] data, int length) {
    byte[] key32 = Arrays.copyOf(key, 32);
    byte[] work = data.clone();
    byte[] out = new byte[32 * 6];
    primitives.aesCtr(key, 7, Arrays.copyOf(key, 16), work, 3, length);
    primitives.zeroNonceChaCha20(key32, work, 5, length);
    byte[] hash = new byte[32];
    primitives.blake2b(key, 0, work, 1, length, hash);
    System.arraycopy(hash, 0, out, 0, 32);
    primitives.hmacSha256(key, 3, 16, work, 0, length, hash);
    System.arraycopy(hash, 0, out, 32, 32);
    primitives.hmacBlake3(key, 5, 40, work, 0, length, hash);
    System.arraycopy(hash, 0, out, 64, 32);
    primitives.x25519(key32, data, 11, out, 96);
    primitives.multiplyClamped(key, 9, data, 13, out, 128);
    primitives.blake3(work, 2, length, hash);
    System.arraycopy(hash, 0, out, 160, 32);
    primitives.sealAesGcmSiv(key, 9, key, 2, work, 4, length, work, 1);
    byte[] all = Arrays.copyOf(work, work.length + out.length);
    System.arraycopy(out, 0, all, work.length, out.length);
    return all;
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
