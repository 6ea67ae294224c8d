package dev.postern.sphinx.crypto;

import java.security.SecureRandom;
import java.util.Optional;

/**
 * Who computes the primitives: Conscrypt where its native library loads, pure Java where it
 * doesn't. Chosen once at start-up and named in the log. Both give the same bytes. Safe for use by
 * many threads.
 */
public interface CryptoEngine {
  /** The system property that makes {@link #best} choose pure Java when it is {@code pure}. */
  String PROPERTY = "postern.crypto";

  /**
   * Conscrypt where it loads and {@value #PROPERTY} isn't {@code pure}, else pure Java. The same
   * instance at every call; the property is read at the first.
   */
  static CryptoEngine best() {
    return Engines.BEST;
  }

  /** Needs no native library. */
  static CryptoEngine pureJava() {
    return Engines.PURE_JAVA;
  }

  /** Empty where Conscrypt's native library doesn't load. */
  static Optional<CryptoEngine> conscrypt() {
    return Engines.CONSCRYPT;
  }

  /** For the log, such as {@code Conscrypt 2.9.0}. */
  String name();

  /** A set of primitives for one thread. */
  Primitives newPrimitives();

  /**
   * A fresh X25519 key, for one handshake. BoringSSL makes it of its own randomness, in half the
   * time of {@link SphinxPrivateKey#generate}; pure Java makes it of what it is given.
   */
  SphinxPrivateKey newKey(SecureRandom random);
}
