package dev.postern.net.nym2025;

import dev.postern.net.wire.StrictJson;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for within an encrypted request (the later generations' spec §6.5): an object
 * with one field, which is named after the request.
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
sealed interface SealedRequest {
  /** To delete what is stored of it. */
  record ForgetMe(boolean client, boolean stats) implements SealedRequest {}

  /** To count its session as that of a kind of client, which we don't. */
  record RememberMe() implements SealedRequest {}

  /**
   * To exchange older keys for one that is derived from them.
   *
   * @param salt of the derivation
   * @param digest of the new key, as a proof that the client has derived the same
   */
  record UpgradeKey(byte[] salt, byte[] digest) implements SealedRequest {}

  /** Nothing. */
  record Unreadable() implements SealedRequest {}

  /** The kinds of clients that tell what they are. */
  Set<String> SESSION_TYPES = Set.of("Vpn", "Mixnet", "Wasm", "Native", "Socks5", "Unknown");

  /** Reads the JSON. Never throws. */
  static SealedRequest read(String text) {
    StrictJson json = StrictJson.parse(text);
    SealedRequest request = json == null || json.names().size() != 1 ? null : read(json);
    return request == null ? new Unreadable() : request;
  }

  private static @Nullable SealedRequest read(StrictJson json) {
    String name = json.names().iterator().next();
    StrictJson fields = json.object(name);
    if (fields == null) {
      return null;
    }
    return switch (name) {
      case "ForgetMe" -> {
        Boolean client = fields.bool("client");
        Boolean stats = fields.bool("stats");
        yield client == null || stats == null ? null : new ForgetMe(client, stats);
      }
      case "RememberMe" -> {
        String type = fields.string("session_type");
        yield type != null && SESSION_TYPES.contains(type) ? new RememberMe() : null;
      }
      case "UpgradeKey" -> {
        byte[] salt = fields.bytes("hkdf_salt");
        byte[] digest = fields.bytes("derived_key_digest");
        yield salt == null || digest == null ? null : new UpgradeKey(salt, digest);
      }
      default -> null;
    };
  }
}
