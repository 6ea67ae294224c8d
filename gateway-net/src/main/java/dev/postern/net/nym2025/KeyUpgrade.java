package dev.postern.net.nym2025;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.net.nym09.SharedKeys;
import dev.postern.net.wire.StrictJson;
import dev.postern.sphinx.crypto.Primitives;
import java.security.SecureRandom;

/**
 * The client's half of the exchange of older keys for a newer one, for tests and demos; {@link
 * LegacyKeysChannel} is the gateway's.
 *
 * @param request the text
 * @param key under which the answer comes, and all that follows
 */
public record KeyUpgrade(String request, GcmSivKey key) {
  private static final int IV_BYTES = 16;

  /** With a fresh salt. */
  public static KeyUpgrade of(SharedKeys keys, Primitives primitives, SecureRandom random) {
    byte[] salt = new byte[GcmSivKey.SALT_BYTES];
    random.nextBytes(salt);
    GcmSivKey key = GcmSivKey.upgraded(salt, keys, primitives);
    return new KeyUpgrade(request(keys, salt, key.digest(primitives), primitives, random), key);
  }

  /** Any request under these keys; a digest may be wrong. */
  static String request(
      SharedKeys keys, byte[] salt, byte[] digest, Primitives primitives, SecureRandom random) {
    String plaintext =
        StrictJson.write(
            json -> {
              json.writeObjectFieldStart("UpgradeKey");
              ServerTexts.writeBytes(json, "hkdf_salt", salt);
              ServerTexts.writeBytes(json, "derived_key_digest", digest);
              json.writeEndObject();
            });
    byte[] iv = new byte[IV_BYTES];
    random.nextBytes(iv);
    return ServerTexts.sealed(
        "encryptedRequest", keys.sealUnderIv(plaintext.getBytes(UTF_8), iv, primitives), iv);
  }
}
