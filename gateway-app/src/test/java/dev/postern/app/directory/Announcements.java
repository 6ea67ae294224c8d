package dev.postern.app.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.security.SecureRandom;

/** Announcements for tests. */
final class Announcements {
  private Announcements() {}

  /** What a registration's body announces. */
  static Announcement of(String body) throws JsonProcessingException {
    JsonNode fields = new ObjectMapper().readTree(body);
    return new Announcement(
        fields.required("mixHost").asText(),
        IdentityPublicKey.fromBytes(key(fields, "identityKey")),
        SphinxPublicKey.fromBytes(key(fields, "sphinxKey")),
        fields.required("version").asText(),
        fields.required("location").asText(),
        fields.required("incentivesAddress").asText(),
        fields.required("clientsHost").asText());
  }

  /** A gateway of our own, with fresh keys. */
  static Announcement ours() {
    SecureRandom random = new SecureRandom();
    return new Announcement(
        "10.1.2.3:1789",
        IdentityPrivateKey.generate(random).publicKey(),
        SphinxPrivateKey.generate(random).publicKey(),
        "0.9.0",
        "unknown",
        "",
        "ws://10.1.2.3:9000");
  }

  private static byte[] key(JsonNode fields, String field) {
    return DestinationAddress.fromBase58(fields.required(field).asText()).toBytes();
  }
}
