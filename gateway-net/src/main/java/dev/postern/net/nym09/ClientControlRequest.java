package dev.postern.net.nym09;

/**
 * What a client's text frame says (spec §4). Names and field names are Nym's. {@link
 * ControlMessageCodec} reads and writes the JSON.
 */
public sealed interface ClientControlRequest
    permits ClientControlRequest.RegisterHandshakeInitRequest,
        ClientControlRequest.Authenticate,
        ClientControlRequest.Unreadable,
        HandshakeMessage {

  /**
   * The other name that the first message of a registration may have; inside a handshake it is none
   * of its messages.
   *
   * @param data identity 32 ‖ ephemeral key 32, if it is well-formed
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record RegisterHandshakeInitRequest(byte[] data) implements ClientControlRequest {}

  /**
   * A login. The fields are as they came; {@link AuthenticationProof#parse} looks into them.
   *
   * @param address base58 of 32 bytes: who
   * @param encAddress base58 of 32 bytes: the same, encrypted ({@code enc_address} on the wire)
   * @param iv base58 of 16 bytes: under which IV
   */
  record Authenticate(String address, String encAddress, String iv)
      implements ClientControlRequest {}

  /** Not JSON, not an object, an unknown type, or a field that is missing, doubled or of no use. */
  record Unreadable() implements ClientControlRequest {}
}
