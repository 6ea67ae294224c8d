package dev.postern.sphinx.crypto;

import java.security.Provider;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.conscrypt.Conscrypt;

/** The two engines, each made at the first question for it. */
final class Engines {
  static final CryptoEngine PURE_JAVA =
      new Engine(
          "pure Java",
          PureJavaPrimitives::new,
          SphinxPrivateKey::generate,
          new BouncyCastleSignatures());
  static final Optional<CryptoEngine> CONSCRYPT = loadConscrypt();
  static final CryptoEngine BEST =
      "pure".equals(System.getProperty(CryptoEngine.PROPERTY))
          ? PURE_JAVA
          : CONSCRYPT.orElse(PURE_JAVA);

  /** The best engine's; keys themselves know no engine. */
  static final Signatures SIGNATURES = ((Engine) BEST).signatures();

  private Engines() {}

  /**
   * Extracts and loads the native library, then computes something with it. What goes wrong on the
   * way depends on the platform (no library for it, a temporary directory that is mounted noexec, a
   * missing jar), so anything but the death of the JVM means: without it.
   */
  @SuppressWarnings("CatchingUnchecked") // UnsatisfiedLinkError, NoClassDefFoundError and the like
  private static Optional<CryptoEngine> loadConscrypt() {
    try {
      Conscrypt.checkAvailability();
      Provider provider = Conscrypt.newProvider();
      ConscryptKeyPairs pairs = new ConscryptKeyPairs(provider);
      CryptoEngine engine =
          new Engine(
              conscryptName(),
              () -> new ConscryptPrimitives(provider),
              random -> pairs.next(),
              new ConscryptSignatures(provider));
      engine.newPrimitives();
      return Optional.of(engine);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable unavailable) {
      return Optional.empty();
    }
  }

  private static String conscryptName() {
    Conscrypt.Version version = Conscrypt.version();
    return version == null
        ? "Conscrypt"
        : "Conscrypt %d.%d.%d".formatted(version.major(), version.minor(), version.patch());
  }

  private record Engine(
      String name,
      Supplier<Primitives> primitives,
      Function<SecureRandom, SphinxPrivateKey> keys,
      Signatures signatures)
      implements CryptoEngine {
    @Override
    public Primitives newPrimitives() {
      return primitives.get();
    }

    @Override
    public SphinxPrivateKey newKey(SecureRandom random) {
      return keys.apply(random);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
