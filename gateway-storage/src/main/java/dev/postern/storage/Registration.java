package dev.postern.storage;

import com.google.crypto.tink.util.SecretBytes;
import dev.postern.sphinx.DestinationAddress;
import java.time.Instant;

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
  @Override
  public String toString() {
    return "Registration[" + client + ", redacted]";
  }
}
