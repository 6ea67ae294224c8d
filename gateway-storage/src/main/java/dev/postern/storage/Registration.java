package dev.postern.storage;

import com.google.crypto.tink.util.SecretBytes;
import dev.postern.sphinx.DestinationAddress;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client of this gateway.
 *
 * @param client its address
 * @param sharedKeys the secret from its registration handshake; opaque here; at most 255 bytes
 * @param registeredAt when it registered
 * @param lastUsed when it was last here; at first {@code registeredAt}
 * @param lastProof when the latest of its dated proofs was made that was accepted, in seconds since
 *     1970 by the client's clock; {@link #NO_PROOF} if there was none
 */
public record Registration(
    DestinationAddress client,
    SecretBytes sharedKeys,
    Instant registeredAt,
    Instant lastUsed,
    long lastProof) {
  /** Before all proofs. */
  public static final long NO_PROOF = 0;

  /** Longest secret, in bytes. */
  public static final int MAX_SECRET_BYTES = 255;

  /** Of a client that has not logged in by a dated proof. */
  public Registration(
      DestinationAddress client, SecretBytes sharedKeys, Instant registeredAt, Instant lastUsed) {
    this(client, sharedKeys, registeredAt, lastUsed, NO_PROOF);
  }

  /** Throws IllegalArgumentException if the secret is too long. */
  public Registration {
    if (sharedKeys.size() > MAX_SECRET_BYTES) {
      throw new IllegalArgumentException("a secret of " + sharedKeys.size() + " bytes");
    }
  }

  /** The same, last used then; unchanged if it was used later than that. */
  public Registration usedAt(Instant when) {
    return when.isAfter(lastUsed)
        ? new Registration(client, sharedKeys, registeredAt, when, lastProof)
        : this;
  }

  /** The same with a later proof. */
  public Registration provenAt(long unixSeconds) {
    return new Registration(client, sharedKeys, registeredAt, lastUsed, unixSeconds);
  }

  /** The same with other keys. */
  public Registration withKeys(SecretBytes others) {
    return new Registration(client, others, registeredAt, lastUsed, lastProof);
  }

  /** Compares the secrets in constant time. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Registration that
        && client.equals(that.client)
        && sharedKeys.equalsSecretBytes(that.sharedKeys)
        && registeredAt.equals(that.registeredAt)
        && lastUsed.equals(that.lastUsed)
        && lastProof == that.lastProof;
  }

  /** Without the secret. */
  @Override
  public int hashCode() {
    return Objects.hash(client, registeredAt, lastUsed, lastProof);
  }

  @Override
  public String toString() {
    return "Registration[" + client + ", redacted]";
  }
}
