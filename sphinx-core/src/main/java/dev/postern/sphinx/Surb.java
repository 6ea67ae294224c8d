package dev.postern.sphinx;

import dev.postern.sphinx.crypto.CryptoEngine;

/** A single-use reply block: header, first hop, payload keys outermost first (spec §2). */
public final class Surb {
  private Surb() {}

  /** Reads the serialised form. Throws IllegalArgumentException. */
  public static Surb parse(byte[] bytes) {
    throw new UnsupportedOperationException();
  }

  /** 348 + 32 + 192 n bytes. */
  public byte[] toBytes() {
    throw new UnsupportedOperationException();
  }

  /** Where the packet goes first. */
  public NodeAddress firstHop() {
    throw new UnsupportedOperationException();
  }

  /** The packet that carries a message back to the maker of this SURB; use each SURB once. */
  public byte[] use(PacketSize size, byte[] message, CryptoEngine engine) {
    throw new UnsupportedOperationException();
  }
}
