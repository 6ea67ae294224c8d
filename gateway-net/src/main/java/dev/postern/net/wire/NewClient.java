package dev.postern.net.wire;

import com.google.crypto.tink.util.SecretBytes;
import dev.postern.sphinx.DestinationAddress;

/**
 * Somebody who has proved an identity and agreed on keys. The keys are stored before anything more
 * is said.
 *
 * @param client who
 * @param secret what the store keeps of the keys; each generation finds its own kind in it again
 * @param channel the link under these keys
 * @param registered what is said when they are durable; the client waits for it
 * @param duplicate what is said if the client is connected elsewhere, and lives there
 * @param unavailable what is said if they can't be stored
 */
public record NewClient(
    DestinationAddress client,
    SecretBytes secret,
    ClientChannel channel,
    Words registered,
    Words duplicate,
    Words unavailable) {
  /** Prints nothing secret. */
  @Override
  public String toString() {
    return "NewClient[" + client + ", redacted]";
  }
}
