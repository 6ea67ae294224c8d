package dev.postern.net.nym11;

import dev.postern.net.wire.Bandwidth;
import dev.postern.net.wire.StrictJson;

/**
 * The texts in which this generation differs from 0.9, to the letter of the last release that wrote
 * them. Who may be of 0.9 finds its own fields in them too.
 */
final class Nym11Texts {
  private static final String TYPE = "type";
  private static final String STATUS = "status";

  private Nym11Texts() {}

  static String handshakePayload(Numbering numbering, byte[] data) {
    return StrictJson.write(
        json -> {
          json.writeStringField(TYPE, "handshakePayload");
          numbering.write(json);
          json.writeArrayFieldStart("data");
          for (byte b : data) {
            json.writeNumber(Byte.toUnsignedInt(b));
          }
          json.writeEndArray();
        });
  }

  static String register(Numbering numbering, boolean status) {
    return StrictJson.write(
        json -> {
          json.writeStringField(TYPE, "register");
          numbering.write(json);
          json.writeBooleanField(STATUS, status);
          json.writeBooleanField("upgrade_mode", false);
        });
  }

  static String authenticate(Numbering numbering, boolean status) {
    return StrictJson.write(
        json -> {
          json.writeStringField(TYPE, "authenticate");
          numbering.write(json);
          json.writeBooleanField(STATUS, status);
          json.writeNumberField("bandwidth_remaining", status ? Bandwidth.AVAILABLE : 0);
          json.writeBooleanField("upgrade_mode", false);
        });
  }

  static String send(Numbering numbering) {
    return StrictJson.write(
        json -> {
          json.writeStringField(TYPE, "send");
          if (!numbering.isField()) {
            json.writeBooleanField(STATUS, true);
          }
          json.writeNumberField("remaining_bandwidth", Bandwidth.AVAILABLE);
          json.writeBooleanField("upgrade_mode", false);
        });
  }

  static String bandwidth() {
    return StrictJson.write(
        json -> {
          json.writeStringField(TYPE, "bandwidth");
          json.writeNumberField("available_total", Bandwidth.AVAILABLE);
          json.writeBooleanField("upgrade_mode", false);
        });
  }

  static String error(String message) {
    return StrictJson.write(
        json -> {
          json.writeStringField(TYPE, "error");
          json.writeStringField("message", message);
        });
  }
}
