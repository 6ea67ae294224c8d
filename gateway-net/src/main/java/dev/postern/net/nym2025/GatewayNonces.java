package dev.postern.net.nym2025;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The nonces of what the gateway seals on one link. They say that it was the gateway: both
 * directions have one key, and senders choose what is pushed, so without that a stranger could have
 * the gateway seal whatever the stranger wants to send it as the client (docs/adr/0026).
 *
 * <pre>
 *  0                       6                      12
 *  +-----------------------+-----------------------+
 *  |      P O S T R N      |        counter        |
 *  +-----------------------+-----------------------+
 * </pre>
 *
 * <p>The counter begins anywhere, so that links of one client, one after the other, have others;
 * were one to come again, GCM-SIV would tell no more than whether the message is the same again. A
 * client's nonces are random, and look like that once in 2^48. Not thread-safe.
 */
final class GatewayNonces {
  private static final byte[] MARK = "POSTRN".getBytes(StandardCharsets.US_ASCII);

  private long counter; // its low 48 bits

  GatewayNonces(SecureRandom random) {
    counter = random.nextLong();
  }

  /** Another one than all before it. */
  byte[] next() {
    byte[] nonce = new byte[GcmSivKey.NONCE_BYTES];
    // The counter's high 16 bits are written first, and then over.
    ByteBuffer.wrap(nonce).putLong(GcmSivKey.NONCE_BYTES - Long.BYTES, counter++).put(0, MARK);
    return nonce;
  }

  /** Whether a gateway made it: then nothing that is sealed under it is by a client. */
  static boolean isGateways(byte[] nonce, int offset) {
    return Arrays.equals(nonce, offset, offset + MARK.length, MARK, 0, MARK.length);
  }
}
