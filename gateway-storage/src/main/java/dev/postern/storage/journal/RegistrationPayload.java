package dev.postern.storage.journal;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.util.SecretBytes;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Registration;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * What a record of a registration carries. Times are milliseconds since 1970, but for the client's
 * latest dated proof, in seconds, which records of older versions don't have.
 *
 * <pre>
 *  0               8            16      17           17 + n        25 + n
 *  +---------------+------------+-------+------------+--------------+
 *  | registered at | last used  |   n   | the secret | last proof   |
 *  +---------------+------------+-------+------------+--------------+
 * </pre>
 */
final class RegistrationPayload {
  private static final int BEFORE_SECRET = 17;

  private RegistrationPayload() {}

  static ByteBuffer encode(Registration registration) {
    byte[] secret = registration.sharedKeys().toByteArray(InsecureSecretKeyAccess.get());
    return ByteBuffer.allocate(BEFORE_SECRET + secret.length + Long.BYTES)
        .putLong(registration.registeredAt().toEpochMilli())
        .putLong(registration.lastUsed().toEpochMilli())
        .put((byte) secret.length)
        .put(secret)
        .putLong(registration.lastProof())
        .flip();
  }

  static Registration decode(DestinationAddress client, ByteBuffer payload) {
    Instant registeredAt = Instant.ofEpochMilli(payload.getLong());
    Instant lastUsed = Instant.ofEpochMilli(payload.getLong());
    byte[] secret = new byte[Byte.toUnsignedInt(payload.get())];
    payload.get(secret);
    long lastProof = payload.hasRemaining() ? payload.getLong() : Registration.NO_PROOF;
    return new Registration(
        client,
        SecretBytes.copyFrom(secret, InsecureSecretKeyAccess.get()),
        registeredAt,
        lastUsed,
        lastProof);
  }

  static ByteBuffer encodeUse(Instant when) {
    return ByteBuffer.allocate(Long.BYTES).putLong(when.toEpochMilli()).flip();
  }

  static Instant decodeUse(ByteBuffer payload) {
    return Instant.ofEpochMilli(payload.getLong());
  }
}
