package dev.postern.benchmarks;

import dev.postern.sphinx.crypto.CryptoEngine;

/** Which engine a benchmark runs on. */
public enum Engine {
  /** Fails where Conscrypt's native library doesn't load, rather than measure something else. */
  CONSCRYPT {
    @Override
    CryptoEngine get() {
      return CryptoEngine.conscrypt()
          .orElseThrow(() -> new IllegalStateException("Conscrypt doesn't load here"));
    }
  },
  /** No native library. */
  PURE_JAVA {
    @Override
    CryptoEngine get() {
      return CryptoEngine.pureJava();
    }
  };

  abstract CryptoEngine get();
}
