package dev.postern.sphinx.crypto;

import java.util.Optional;

/**
 * Who computes the primitives: Conscrypt where its native library loads, pure Java where it
 * doesn't. Chosen once at start-up and named in the log.
 */
public interface CryptoEngine {
  /** Conscrypt where it loads, else pure Java. The same instance at every call. */
  static CryptoEngine best() {
    throw new UnsupportedOperationException();
  }

  /** Needs no native library. */
  static CryptoEngine pureJava() {
    throw new UnsupportedOperationException();
  }

  /** Empty where Conscrypt's native library doesn't load. */
  static Optional<CryptoEngine> conscrypt() {
    throw new UnsupportedOperationException();
  }

  /** For the log, such as {@code Conscrypt 2.9.0}. */
  String name();

  /** A set of primitives for one thread. */
  Primitives newPrimitives();
}
