package dev.postern.net.nym2025;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.postern.net.nym2025.HandshakeMessage.HandshakeError;
import dev.postern.net.nym2025.HandshakeMessage.HandshakePayload;
import dev.postern.net.wire.Bandwidth;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.StrictJson;
import java.io.IOException;
import java.util.OptionalInt;

/** What the gateway says as text, to the letter (the later generations' spec §6). */
final class ServerTexts {
  /** What we speak. */
  static final String SUPPORTED_PROTOCOL =
      StrictJson.write(
          json -> {
            json.writeStringField("type", "supportedProtocol");
            json.writeNumberField("version", ProtocolNumbers.NEWEST);
          });

  /** A packet was taken over for its first hop. */
  static final String SENT = counted("send", "remaining_bandwidth");

  /** In answer to whatever asks for bandwidth. */
  static final String BANDWIDTH = counted("bandwidth", "available_total");

  private ServerTexts() {}

  /** A registration ended well. */
  static String registered(int number) {
    return StrictJson.write(
        json -> {
          json.writeStringField("type", "register");
          json.writeNumberField(ClientText.PROTOCOL_VERSION, number);
          json.writeBooleanField("status", true);
          json.writeBooleanField("upgrade_mode", false);
        });
  }

  /** A proof was right, or it wasn't; without a number if the client gave none. */
  static String authenticated(OptionalInt number, boolean status) {
    return StrictJson.write(
        json -> {
          json.writeStringField("type", "authenticate");
          if (number.isPresent()) { // null would be unreadable
            json.writeNumberField(ClientText.PROTOCOL_VERSION, number.getAsInt());
          }
          json.writeBooleanField("status", status);
          json.writeNumberField("bandwidth_remaining", status ? Bandwidth.AVAILABLE : 0);
          json.writeBooleanField("upgrade_mode", false);
        });
  }

  /** The answer to a request that was sealed. */
  static String encryptedResponse(byte[] ciphertext, byte[] nonce) {
    return sealed("encryptedResponse", ciphertext, nonce);
  }

  /** For a client that is logged in this is final; so it is for malformed requests only. */
  static String error(String message) {
    return message("error", message);
  }

  /** In the same form from either side. */
  static String handshake(HandshakeMessage message) {
    if (message instanceof HandshakePayload payload) {
      return StrictJson.write(
          json -> {
            json.writeStringField("type", "handshakePayload");
            json.writeNumberField(ClientText.PROTOCOL_VERSION, payload.number());
            writeBytes(json, "data", payload.data());
          });
    }
    return message("handshakeError", ((HandshakeError) message).message());
  }

  /** What is sealed goes as text in the same form in either direction. */
  static String sealed(String type, byte[] ciphertext, byte[] nonce) {
    return StrictJson.write(
        json -> {
          json.writeStringField("type", type);
          writeBytes(json, "ciphertext", ciphertext);
          writeBytes(json, "nonce", nonce);
        });
  }

  /** An array of numbers. */
  static void writeBytes(JsonGenerator json, String name, byte[] bytes) throws IOException {
    json.writeArrayFieldStart(name);
    for (byte b : bytes) {
      json.writeNumber(Byte.toUnsignedInt(b));
    }
    json.writeEndArray();
  }

  private static String counted(String type, String field) {
    return StrictJson.write(
        json -> {
          json.writeStringField("type", type);
          json.writeNumberField(field, Bandwidth.AVAILABLE);
          json.writeBooleanField("upgrade_mode", false);
        });
  }

  private static String message(String type, String message) {
    return StrictJson.write(
        json -> {
          json.writeStringField("type", type);
          json.writeStringField("message", message);
        });
  }
}
