package dev.postern.net.nym2025;

import java.util.OptionalInt;

/**
 * What a client's text says (the later generations' spec §6.1). Names and field names are Nym's.
 * {@link RequestReader} reads the JSON.
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
sealed interface ClientRequest
    permits ClientRequest.SupportedProtocol,
        ClientRequest.RegisterHandshakeInitRequest,
        ClientRequest.Authenticate,
        ClientRequest.AuthenticateV2,
        ClientRequest.WantsBandwidth,
        ClientRequest.OldCredential,
        ClientRequest.EncryptedRequest,
        ClientRequest.Unreadable,
        HandshakeMessage {

  /** What the gateway speaks. */
  record SupportedProtocol() implements ClientRequest {}

  /**
   * The other name that the first message of a registration may have; inside a handshake it is none
   * of its messages.
   */
  record RegisterHandshakeInitRequest(int number, byte[] data) implements ClientRequest {}

  /**
   * A login that is neither signed nor dated. The fields are as they came.
   *
   * @param number of the protocol, if the client gave one
   * @param address base58 of 32 bytes: who
   * @param encAddress base58 of the same, encrypted ({@code enc_address} on the wire)
   * @param iv base58 of the nonce, whose length tells under what kind of key
   */
  record Authenticate(OptionalInt number, String address, String encAddress, String iv)
      implements ClientRequest {}

  /** A login that is both. */
  record AuthenticateV2(SignedProof proof) implements ClientRequest {}

  /**
   * Something that is answered with bandwidth, which costs nothing here: a claim, a ticket for
   * e-cash, a token for upgrade mode. What pays for it is not looked at.
   */
  record WantsBandwidth() implements ClientRequest {}

  /** A credential of a kind that the network has given up. */
  record OldCredential() implements ClientRequest {}

  /** A {@link SealedRequest}, still sealed. */
  record EncryptedRequest(byte[] ciphertext, byte[] nonce) implements ClientRequest {
    @Override
    public String toString() {
      return "EncryptedRequest[" + ciphertext.length + " bytes]";
    }
  }

  /** Not JSON, not an object, an unknown type, or a field that is missing, doubled or of no use. */
  record Unreadable() implements ClientRequest {}
}
