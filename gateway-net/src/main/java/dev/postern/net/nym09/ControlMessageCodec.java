package dev.postern.net.nym09;

import dev.postern.net.nym09.ClientControlRequest.Authenticate;
import dev.postern.net.nym09.ClientControlRequest.RegisterHandshakeInitRequest;
import dev.postern.net.nym09.ClientControlRequest.Unreadable;
import dev.postern.net.nym09.HandshakeMessage.HandshakeError;
import dev.postern.net.nym09.HandshakeMessage.HandshakePayload;
import dev.postern.net.nym09.ServerResponse.ErrorMessage;
import dev.postern.net.nym09.ServerResponse.Status;
import dev.postern.net.nym09.ServerResponse.Subject;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.StrictJson;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of text frames, to values and back (spec §4). Types are matched to the letter; what is
 * written is byte for byte what the reference writes.
 */
public final class ControlMessageCodec {
  private static final String TYPE = "type";

  private ControlMessageCodec() {}

  /** What a client's text says; {@link Unreadable} if it says nothing. Never throws. */
  public static ClientControlRequest readRequest(String text) {
    return readRequest(ClientText.parse(text));
  }

  /** The same of a text that was read as JSON. */
  static ClientControlRequest readRequest(ClientText text) {
    StrictJson json = text.json();
    ClientControlRequest request = json == null ? null : request(json);
    return request == null ? new Unreadable() : request;
  }

  /** A gateway's answer, read by a client; empty if it is none. Never throws. */
  public static Optional<ServerResponse> readResponse(String text) {
    StrictJson json = StrictJson.parse(text);
    return json == null ? Optional.empty() : Optional.ofNullable(response(json));
  }

  /** A handshake message, in the same form from either side. */
  public static String write(HandshakeMessage message) {
    if (message instanceof HandshakePayload payload) {
      return StrictJson.write(
          json -> {
            json.writeStringField(TYPE, "handshakePayload");
            json.writeArrayFieldStart("data");
            for (byte b : payload.data()) {
              json.writeNumber(Byte.toUnsignedInt(b));
            }
            json.writeEndArray();
          });
    }
    return message("handshakeError", ((HandshakeError) message).message());
  }

  /** A client's login. */
  public static String write(Authenticate request) {
    return StrictJson.write(
        json -> {
          json.writeStringField(TYPE, "authenticate");
          json.writeStringField("address", request.address());
          // Nym renames types to camel case and forgot the fields.
          json.writeStringField("enc_address", request.encAddress());
          json.writeStringField("iv", request.iv());
        });
  }

  /** A gateway's answer. */
  public static String write(ServerResponse response) {
    if (response instanceof Status status) {
      return StrictJson.write(
          json -> {
            json.writeStringField(TYPE, typeOf(status.subject()));
            json.writeBooleanField("status", status.status());
          });
    }
    return message("error", ((ErrorMessage) response).message());
  }

  private static String message(String type, String message) {
    return StrictJson.write(
        json -> {
          json.writeStringField(TYPE, type);
          json.writeStringField("message", message);
        });
  }

  private static @Nullable ClientControlRequest request(StrictJson json) {
    String type = json.string(TYPE);
    byte[] data = json.bytes("data");
    String message = json.string("message");
    if ("handshakePayload".equals(type) && data != null) {
      return new HandshakePayload(data);
    }
    if ("registerHandshakeInitRequest".equals(type) && data != null) {
      return new RegisterHandshakeInitRequest(data);
    }
    if ("handshakeError".equals(type) && message != null) {
      return new HandshakeError(message);
    }
    return "authenticate".equals(type) ? authenticate(json) : null;
  }

  private static @Nullable Authenticate authenticate(StrictJson json) {
    String address = json.string("address");
    String encAddress = json.string("enc_address");
    String iv = json.string("iv");
    return address == null || encAddress == null || iv == null
        ? null
        : new Authenticate(address, encAddress, iv);
  }

  private static @Nullable ServerResponse response(StrictJson json) {
    String type = json.string(TYPE);
    String message = json.string("message");
    if ("error".equals(type)) {
      return message == null ? null : new ErrorMessage(message);
    }
    Boolean status = json.bool("status");
    for (Subject subject : Subject.values()) {
      if (typeOf(subject).equals(type) && status != null) {
        return new Status(subject, status);
      }
    }
    return null;
  }

  private static String typeOf(Subject subject) {
    return subject.name().toLowerCase(Locale.ROOT);
  }
}
