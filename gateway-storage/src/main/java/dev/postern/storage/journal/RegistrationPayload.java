package dev.postern.storage.journal;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.util.SecretBytes;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Registration;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * What a record of a registration carries. Times are milliseconds since 1970.
 *
 * <pre>
 *  0               8            16      17           17 + n
 *  +---------------+------------+-------+------------+
 *  | registered at | last used  |   n   | the secret |
 *  +---------------+------------+-------+------------+
 * </pre>
 */
final class RegistrationPayload {
  private static final int BEFORE_SECRET = 17;

  private RegistrationPayload() {}

  static ByteBuffer encode(Registration registration) {
    byte[] secret = registration.sharedKeys().toByteArray(InsecureSecretKeyAccess.get());
    return ByteBuffer.allocate(BEFORE_SECRET + secret.length)
        .putLong(registration.registeredAt().toEpochMilli())
        .putLong(registration.lastUsed().toEpochMilli())
        .put((byte) secret.length)
        .put(secret)
        .flip();
  }

  static Registration decode(DestinationAddress client, ByteBuffer payload) {
    Instant registeredAt = Instant.ofEpochMilli(payload.getLong());
    Instant lastUsed = Instant.ofEpochMilli(payload.getLong());
    byte[] secret = new byte[Byte.toUnsignedInt(payload.get())];
    payload.get(secret);
    return new Registration(
        client,
        SecretBytes.copyFrom(secret, InsecureSecretKeyAccess.get()),
        registeredAt,
        lastUsed);
  }

  static ByteBuffer encodeUse(Instant when) {
    return ByteBuffer.allocate(Long.BYTES).putLong(when.toEpochMilli()).flip();
  }

  static Instant decodeUse(ByteBuffer payload) {
    return Instant.ofEpochMilli(payload.getLong());
  }
}
