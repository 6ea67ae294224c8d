package dev.postern.net.nym2025;

import dev.postern.net.nym2025.ClientRequest.Authenticate;
import dev.postern.net.nym2025.ClientRequest.AuthenticateV2;
import dev.postern.net.nym2025.ClientRequest.EncryptedRequest;
import dev.postern.net.nym2025.ClientRequest.OldCredential;
import dev.postern.net.nym2025.ClientRequest.RegisterHandshakeInitRequest;
import dev.postern.net.nym2025.ClientRequest.SupportedProtocol;
import dev.postern.net.nym2025.ClientRequest.Unreadable;
import dev.postern.net.nym2025.ClientRequest.WantsBandwidth;
import dev.postern.net.nym2025.HandshakeMessage.HandshakeError;
import dev.postern.net.nym2025.HandshakeMessage.HandshakePayload;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.StrictJson;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a client's texts, to values (the later generations' spec §6.1). Types are matched to
 * the letter.
 */
final class RequestReader {
  private static final int NO_NUMBER = 0;

  private RequestReader() {}

  /** What a text says; {@link Unreadable} if it says nothing. Never throws. */
  static ClientRequest read(ClientText text) {
    StrictJson json = text.json();
    String type = text.type();
    ClientRequest request = json == null || type == null ? null : read(type, json, text);
    return request == null ? new Unreadable() : request;
  }

  /** A message of a handshake, from either side; null if it is none. Never throws. */
  static @Nullable HandshakeMessage readHandshake(String text) {
    return read(ClientText.parse(text)) instanceof HandshakeMessage message ? message : null;
  }

  private static @Nullable ClientRequest read(String type, StrictJson json, ClientText text) {
    return switch (type) {
      case "supportedProtocol" -> new SupportedProtocol();
      case "handshakePayload" -> handshakePayload(json, text);
      case "registerHandshakeInitRequest" -> {
        HandshakePayload init = handshakePayload(json, text);
        yield init == null ? null : new RegisterHandshakeInitRequest(init.number(), init.data());
      }
      case "handshakeError" -> {
        String message = json.string("message");
        yield message == null ? null : new HandshakeError(message);
      }
      case "authenticate" -> authenticate(json, text);
      case "authenticateV2" -> {
        SignedProof proof = SignedProof.read(json);
        yield proof == null ? null : new AuthenticateV2(proof);
      }
      case "claimFreeTestnetBandwidth" -> new WantsBandwidth();
      case "upgradeModeJWT" -> json.string("token") == null ? null : new WantsBandwidth();
      case "ecashCredential" -> isCredential(json) ? new WantsBandwidth() : null;
      case "bandwidthCredential", "bandwidthCredentialV2" ->
          isCredential(json) ? new OldCredential() : null;
      case "encryptedRequest" -> {
        byte[] ciphertext = json.bytes("ciphertext");
        byte[] nonce = json.bytes("nonce");
        yield ciphertext == null || nonce == null ? null : new EncryptedRequest(ciphertext, nonce);
      }
      default -> null;
    };
  }

  private static @Nullable HandshakePayload handshakePayload(StrictJson json, ClientText text) {
    byte[] data = json.bytes("data");
    OptionalInt number = text.protocolVersion();
    boolean isReadable = number.isPresent() || !text.isNumbered(); // null is not
    return data == null || !isReadable
        ? null
        : new HandshakePayload(number.orElse(NO_NUMBER), data);
  }

  /** Here null, and whatever is no number, is as good as none. */
  private static @Nullable Authenticate authenticate(StrictJson json, ClientText text) {
    String address = json.string("address");
    String encAddress = json.string("enc_address");
    String iv = json.string("iv");
    return address == null || encAddress == null || iv == null
        ? null
        : new Authenticate(text.protocolVersion(), address, encAddress, iv);
  }

  private static boolean isCredential(StrictJson json) {
    return json.bytes("enc_credential") != null
        && (json.bytes("iv") != null || json.bytes("nonce") != null);
  }
}
