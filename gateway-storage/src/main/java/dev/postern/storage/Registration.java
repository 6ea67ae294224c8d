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
 */
public record Registration(
    DestinationAddress client, SecretBytes sharedKeys, Instant registeredAt, Instant lastUsed) {
  /** Longest secret, in bytes. */
  public static final int MAX_SECRET_BYTES = 255;

  /** Throws IllegalArgumentException if the secret is too long. */
  public Registration {
    if (sharedKeys.size() > MAX_SECRET_BYTES) {
      throw new IllegalArgumentException("a secret of " + sharedKeys.size() + " bytes");
    }
  }

  /** The same, last used then; unchanged if it was used later than that. */
  public Registration usedAt(Instant when) {
    return when.isAfter(lastUsed) ? new Registration(client, sharedKeys, registeredAt, when) : this;
  }

  /** Compares the secrets in constant time. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Registration that
        && client.equals(that.client)
        && sharedKeys.equalsSecretBytes(that.sharedKeys)
        && registeredAt.equals(that.registeredAt)
        && lastUsed.equals(that.lastUsed);
  }

  /** Without the secret. */
  @Override
  public int hashCode() {
    return Objects.hash(client, registeredAt, lastUsed);
  }

  @Override
  public String toString() {
    return "Registration[" + client + ", redacted]";
  }
}
