package dev.postern.net.nym2025;

import dev.postern.net.nym2025.ClientRequest.RegisterHandshakeInitRequest;
import dev.postern.net.nym2025.HandshakeMessage.HandshakeError;
import dev.postern.net.nym2025.HandshakeMessage.HandshakePayload;
import dev.postern.net.wire.GatewaySide;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's half of one registration (the later generations' spec §6.2): messages in, steps
 * out, no channel.
 *
 * <pre>
 *  client                                                        gateway
 *    | identity 32 ‖ g^x 32 ‖ salt 16                               |
 *    |─────────────────────────────────────────────────────────────►|
 *    |       g^y 32 ‖ E(signature over g^y ‖ g^x) 80 ‖ nonce 12     |
 *    |◄─────────────────────────────────────────────────────────────|
 *    | E(signature over g^x ‖ g^y) 80 ‖ nonce 12                    |
 *    |─────────────────────────────────────────────────────────────►|
 *    |                               [1], once the key is durable   |
 *    |◄─────────────────────────────────────────────────────────────|
 *  E = AES-256-GCM-SIV under HKDF-BLAKE3(salt, g^xy)
 * </pre>
 *
 * <p>The last message isn't sent from here: whoever drives the handshake stores the key first.
 * After {@link Agreed} or {@link Refused} it is over; the next attempt takes a new one. Not
 * thread-safe.
 */
final class RegistrationHandshake {
  private static final int IDENTITY_BYTES = DestinationAddress.BYTES;
  private static final int SALT_OFFSET = IDENTITY_BYTES + EphemeralAgreement.KEY_BYTES;
  private static final int INIT_BYTES = SALT_OFFSET + GcmSivKey.SALT_BYTES;
  private static final String MALFORMED = "sent request was malformed";

  private final GatewaySide side;
  private int number; // of all we say; of no meaning until the first message was answered

  // Both null until the first message was answered.
  private @Nullable IdentityPublicKey client;
  private @Nullable EphemeralAgreement agreement;

  /** A handshake that waits for its first message. */
  RegistrationHandshake(GatewaySide side) {
    this.side = side;
  }

  /** What comes of one message. */
  sealed interface Step permits Reply, Agreed, Refused, Ignored {}

  /** To be sent; the handshake goes on. */
  record Reply(HandshakePayload payload) implements Step {}

  /** The client has proved its identity: store this key, then say {@code [1]} by that number. */
  record Agreed(DestinationAddress client, GcmSivKey key, int number) implements Step {}

  /**
   * The handshake failed.
   *
   * @param isUnderWay whether the client's handshake code hears of it; not if nobody knows whose
   *     handshake it would be
   */
  record Refused(String reason, boolean isUnderWay) implements Step {}

  /** No message of a handshake: dropped, as the reference does. */
  record Ignored() implements Step {}

  /** Takes the next message from the client. Never throws for what it says. */
  Step receive(ClientRequest message) {
    if (client != null && agreement != null) {
      return finish(message, client, agreement);
    }
    if (message instanceof HandshakePayload payload) {
      return begin(payload.number(), payload.data());
    }
    if (message instanceof RegisterHandshakeInitRequest request) {
      return begin(request.number(), request.data());
    }
    return new Ignored();
  }

  private Step begin(int proposed, byte[] init) {
    IdentityPublicKey candidate = identityIn(init);
    if (candidate == null || candidate.equals(side.identity().publicKey())) {
      return new Refused(MALFORMED, false);
    }
    EphemeralAgreement agreed =
        proposed >= ProtocolNumbers.GCM_SIV && init.length == INIT_BYTES ? agree(init) : null;
    if (agreed == null) {
      return new Refused(MALFORMED, true);
    }
    client = candidate;
    agreement = agreed;
    number = ProtocolNumbers.answering(proposed);
    byte[] material = agreed.material(side.identity(), new GatewayNonces(side.random()).next());
    return new Reply(
        new HandshakePayload(
            number,
            ByteBuffer.allocate(EphemeralAgreement.KEY_BYTES + material.length)
                .put(agreed.ourPublicKey())
                .put(material)
                .array()));
  }

  private @Nullable EphemeralAgreement agree(byte[] init) {
    return EphemeralAgreement.of(
        side.ephemeralKeys().get(),
        Arrays.copyOfRange(init, IDENTITY_BYTES, SALT_OFFSET),
        Arrays.copyOfRange(init, SALT_OFFSET, INIT_BYTES),
        side.primitives());
  }

  /** The number of this message says nothing any more. */
  private Step finish(
      ClientRequest message, IdentityPublicKey client, EphemeralAgreement agreement) {
    if (message instanceof HandshakeError error) {
      return new Refused("error on the remote: " + error.message(), true);
    }
    if (!(message instanceof HandshakePayload payload)) {
      return new Ignored();
    }
    Optional<String> refusal = agreement.refusal(payload.data(), client);
    return refusal.isPresent()
        ? new Refused(refusal.get(), true)
        : new Agreed(DestinationAddress.read(client.toBytes(), 0), agreement.key(), number);
  }

  /** Null if there aren't enough bytes, or they are no curve point of high order. */
  private static @Nullable IdentityPublicKey identityIn(byte[] init) {
    if (init.length < IDENTITY_BYTES) {
      return null;
    }
    try {
      return IdentityPublicKey.fromBytes(Arrays.copyOf(init, IDENTITY_BYTES));
    } catch (IllegalArgumentException noPoint) {
      return null;
    }
  }
}
