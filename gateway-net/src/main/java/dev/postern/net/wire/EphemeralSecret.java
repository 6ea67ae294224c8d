package dev.postern.net.wire;

import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What both sides of a registration come to from their two ephemeral keys, whatever the generation:
 * a secret, and what each side signs to prove its identity (spec §4).
 */
public final class EphemeralSecret {
  /** Length of an ephemeral key, and of the secret. */
  public static final int KEY_BYTES = 32;

  private final byte[] ours;
  private final byte[] theirs;
  private final byte[] secret;

  private EphemeralSecret(byte[] ours, byte[] theirs, byte[] secret) {
    this.ours = ours;
    this.theirs = theirs;
    this.secret = secret;
  }

  /**
   * Multiplies; null if the peer's key is zero or of low order: the reference goes on with a secret
   * that is zero, and so do its keys, which everybody knows then. Null, too, if it is our own key,
   * sent back.
   */
  public static @Nullable EphemeralSecret of(
      SphinxPrivateKey ours, byte[] theirs, Primitives primitives) {
    byte[] secret = new byte[KEY_BYTES];
    byte[] scalar = ours.revealBytes();
    boolean contributes = primitives.x25519(scalar, theirs, 0, secret, 0);
    Arrays.fill(scalar, (byte) 0);
    byte[] ourPublicKey = ours.publicKey().toBytes();
    return contributes && !Arrays.equals(ourPublicKey, theirs)
        ? new EphemeralSecret(ourPublicKey, theirs.clone(), secret)
        : null;
  }

  /** The secret itself, which is for whoever derives keys from it to overwrite. */
  public byte[] reveal() {
    return secret;
  }

  /** Our ephemeral key. */
  public byte[] ourPublicKey() {
    return ours.clone();
  }

  /** The signer's own ephemeral key first, so that no signature can be sent back to its maker. */
  public byte[] signedByUs() {
    return concatenate(ours, theirs);
  }

  /** The same of the peer. */
  public byte[] signedByPeer() {
    return concatenate(theirs, ours);
  }

  private static byte[] concatenate(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Override
  public String toString() {
    return "EphemeralSecret[redacted]";
  }
}
