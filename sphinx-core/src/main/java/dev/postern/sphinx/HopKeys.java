package dev.postern.sphinx;

/** The keys that one hop cuts from its HKDF output (spec §2). Immutable; prints nothing secret. */
public final class HopKeys {
  HopKeys() {}

  @Override
  public String toString() {
    return "HopKeys[redacted]";
  }
}
