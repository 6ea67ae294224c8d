package dev.postern.net.nym2025;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/**
 * What a stock client makes of a text after its handshake; what it can't read ends its reading half
 * for good. Written from the vectors, and shares nothing with the code under test.
 */
final class StockReader {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StockReader() {}

  /**
   * What it is, in the words of the reference's debug output; empty if the client can't read it.
   */
  static Optional<String> read(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      return Optional.ofNullable(named(json, json.path("type").asText("")));
    } catch (JsonProcessingException | IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  private static String named(JsonNode json, String type) {
    return switch (type) {
      case "register" ->
          "Register { protocol_version: %s, status: %s, upgrade_mode: %s }"
              .formatted(number(json), bool(json, "status"), upgradeMode(json));
      case "authenticate" ->
          "Authenticate { protocol_version: %s, status: %s, bandwidth_remaining: %s, upgrade_mode: %s }"
              .formatted(
                  number(json),
                  bool(json, "status"),
                  signed(json, "bandwidth_remaining"),
                  upgradeMode(json));
      case "send" ->
          "Send(SendResponse { remaining_bandwidth: %s, upgrade_mode: %s })"
              .formatted(signed(json, "remaining_bandwidth"), upgradeMode(json));
      case "bandwidth" ->
          "Bandwidth(BandwidthResponse { available_total: %s, upgrade_mode: %s })"
              .formatted(signed(json, "available_total"), upgradeMode(json));
      case "supportedProtocol" ->
          "SupportedProtocol { version: %s }".formatted(small(json.path("version")));
      case "encryptedResponse" ->
          "EncryptedResponse { ciphertext: %s, nonce: %s }"
              .formatted(bytes(json.path("ciphertext")), bytes(json.path("nonce")));
      case "error" -> "Error { message: \"%s\" }".formatted(string(json.path("message")));
      case "typedError" -> "TypedError { error: %s }".formatted(typed(json.path("error")));
      default -> null;
    };
  }

  private static String typed(JsonNode error) {
    if (error.asText().equals("ticket_replay")) {
      return "TicketReplay";
    }
    JsonNode fields = error.path("out_of_bandwidth");
    return "OutOfBandwidth { required: %s, available: %s }"
        .formatted(signed(fields, "required"), signed(fields, "available"));
  }

  private static int number(JsonNode json) {
    return json.has("protocol_version") ? small(json.path("protocol_version")) : 0;
  }

  private static boolean upgradeMode(JsonNode json) {
    return json.has("upgrade_mode") && bool(json, "upgrade_mode");
  }

  private static int small(JsonNode node) {
    return checked(node, node.isIntegralNumber() && node.asLong() >= 0 && node.asLong() <= 255)
        .asInt();
  }

  private static long signed(JsonNode json, String field) {
    JsonNode node = json.path(field);
    return checked(node, node.isIntegralNumber() && node.canConvertToLong()).asLong();
  }

  private static boolean bool(JsonNode json, String field) {
    return checked(json.path(field), json.path(field).isBoolean()).asBoolean();
  }

  private static String string(JsonNode node) {
    return checked(node, node.isTextual()).asText();
  }

  private static JsonNode bytes(JsonNode node) {
    checked(node, node.isArray()).forEach(StockReader::small);
    return node;
  }

  private static JsonNode checked(JsonNode node, boolean isRight) {
    if (!isRight) {
      throw new IllegalArgumentException("unreadable: " + node);
    }
    return node;
  }
}
