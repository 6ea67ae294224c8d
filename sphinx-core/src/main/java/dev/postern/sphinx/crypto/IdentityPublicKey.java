package dev.postern.sphinx.crypto;

import java.util.Arrays;

/** An Ed25519 public key of 32 bytes. Immutable; equal by content; prints as base58. */
public final class IdentityPublicKey {
  /** Length of the key. */
  public static final int BYTES = Curve25519.KEY_BYTES;

  /** Length of a signature. */
  public static final int SIGNATURE_BYTES = Curve25519.SIGNATURE_BYTES;

  private final byte[] bytes;

  private IdentityPublicKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Of a key pair: the point needs no check. */
  static IdentityPublicKey ofPair(byte[] bytes) {
    return new IdentityPublicKey(bytes);
  }

  /**
   * From the 32 raw bytes, copied. Throws IllegalArgumentException unless they are a curve point of
   * high order: under one of low order one signature fits every message.
   */
  public static IdentityPublicKey fromBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("identity key of " + bytes.length + " bytes");
    }
    if (!Curve25519.isIdentityPoint(bytes)) {
      throw new IllegalArgumentException("identity key is not a usable curve point");
    }
    return new IdentityPublicKey(bytes.clone());
  }

  /** Reads the form that users see. Throws IllegalArgumentException as {@link #fromBytes} does. */
  public static IdentityPublicKey fromBase58(String text) {
    return fromBytes(Base58.decode(text, BYTES));
  }

  /** A copy of the 32 bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** Base58, Bitcoin alphabet. */
  public String toBase58() {
    return Base58.encode(bytes);
  }

  /** Whether this key made the 64-byte signature over the message; false for anything odd. */
  public boolean verifies(byte[] signature, byte[] message) {
    return signature.length == SIGNATURE_BYTES
        && Engines.SIGNATURES.verify(signature, bytes, message);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IdentityPublicKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return toBase58();
  }
}
