package dev.postern.app.config;

import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.security.SecureRandom;

/**
 * The two secrets of a gateway. Prints nothing secret.
 *
 * @param identity signs handshakes
 * @param sphinx unwraps packets
 */
public record GatewayKeys(IdentityPrivateKey identity, SphinxPrivateKey sphinx) {
  /** Fresh ones. */
  public static GatewayKeys generate(SecureRandom random) {
    return new GatewayKeys(IdentityPrivateKey.generate(random), SphinxPrivateKey.generate(random));
  }

  @Override
  public String toString() {
    return "GatewayKeys[redacted]";
  }
}
