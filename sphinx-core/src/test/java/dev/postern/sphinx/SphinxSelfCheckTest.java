package dev.postern.sphinx;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.testing.Engines;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class SphinxSelfCheckTest {
  private static final List<String> METHODS =
      List.of(
          "x25519",
          "multiplyClamped",
          "multiplyUnclamped",
          "multiplyScalars",
          "aesCtr",
          "zeroNonceChaCha20",
          "blake2b",
          "hmacSha256",
          "hkdfSha256",
          "hmacBlake3",
          "blake3",
          "sealAesGcmSiv",
          "openAesGcmSiv");

  @TestFactory
  Stream<DynamicTest> run_soundEngine_passes() {
    return Engines.onEach(
        List.of("known answers"),
        name -> name,
        (one, engine) ->
            assertThatCode(() -> SphinxSelfCheck.run(engine)).doesNotThrowAnyException());
  }

  @TestFactory
  Stream<DynamicTest> run_engineWithOneWrongBit_refuses() {
    return Engines.onEach(
        METHODS,
        method -> method,
        (method, engine) ->
            assertThatIllegalStateException()
                .isThrownBy(() -> SphinxSelfCheck.run(new Flawed(engine, method)))
                .withMessageContaining("self-check")
                .withMessageContaining("flawed"));
  }

  /** An engine of which one primitive flips a bit in what it was given to write to. */
  private record Flawed(CryptoEngine sound, String method) implements CryptoEngine {
    @Override
    public String name() {
      return "flawed";
    }

    @Override
    public SphinxPrivateKey newKey(SecureRandom random) {
      return sound.newKey(random);
    }

    @Override
    public Primitives newPrimitives() {
      Primitives primitives = sound.newPrimitives();
      return (Primitives)
          Proxy.newProxyInstance(
              Primitives.class.getClassLoader(),
              new Class<?>[] {Primitives.class},
              (proxy, called, arguments) -> {
                try {
                  Object result = called.invoke(primitives, arguments);
                  if (called.getName().equals(method)) {
                    flipBit(called.getName(), arguments);
                  }
                  return result;
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }

    private static void flipBit(String method, Object[] arguments) {
      switch (method) {
        case "aesCtr" -> ((byte[]) arguments[3])[(int) arguments[4]] ^= 4;
        case "zeroNonceChaCha20" -> ((byte[]) arguments[1])[(int) arguments[2]] ^= 4;
        default -> {
          boolean offsetLast = arguments[arguments.length - 1] instanceof Integer;
          byte[] out = (byte[]) arguments[arguments.length - (offsetLast ? 2 : 1)];
          out[offsetLast ? (int) arguments[arguments.length - 1] : 0] ^= 4;
        }
      }
    }
  }
}
