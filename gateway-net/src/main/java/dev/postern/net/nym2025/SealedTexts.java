package dev.postern.net.nym2025;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.net.nym2025.ClientRequest.EncryptedRequest;
import dev.postern.sphinx.crypto.Primitives;
import java.util.Optional;

/**
 * What client and gateway say to each other within texts, sealed (the later generations' spec
 * §6.5). Not thread-safe.
 */
final class SealedTexts {
  /** All that is stored of the client is deleted, if it wanted that. */
  static final String FORGET_ME_ACK = "{\"ForgetMeAck\":{}}";

  /** It was heard what kind of client it is. */
  static final String REMEMBER_ME_ACK = "{\"RememberMeAck\":{}}";

  /** The new key is stored. */
  static final String KEY_UPGRADE_ACK = "{\"KeyUpgradeAck\":{}}";

  private final GcmSivKey key;
  private final Primitives primitives;

  SealedTexts(GcmSivKey key, Primitives primitives) {
    this.key = key;
    this.primitives = primitives;
  }

  /** What a client asks for; unreadable, too, if the gateway itself has sealed it. */
  SealedRequest openClients(EncryptedRequest request) {
    boolean isClients =
        request.nonce().length == GcmSivKey.NONCE_BYTES
            && !GatewayNonces.isGateways(request.nonce(), 0);
    return isClients
        ? key.open(primitives, request.nonce(), request.ciphertext())
            .map(plaintext -> SealedRequest.read(new String(plaintext, UTF_8)))
            .orElse(new SealedRequest.Unreadable())
        : new SealedRequest.Unreadable();
  }

  /** The gateway's answer. */
  String response(String answer, byte[] nonce) {
    return ServerTexts.sealed(
        "encryptedResponse", key.seal(primitives, nonce, answer.getBytes(UTF_8)), nonce);
  }

  /** The client's half: what was sealed into an answer; empty if this key didn't seal it. */
  Optional<String> open(byte[] ciphertext, byte[] nonce) {
    return nonce.length == GcmSivKey.NONCE_BYTES
        ? key.open(primitives, nonce, ciphertext).map(plaintext -> new String(plaintext, UTF_8))
        : Optional.empty();
  }
}
