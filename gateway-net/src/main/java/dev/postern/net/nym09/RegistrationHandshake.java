package dev.postern.net.nym09;

import dev.postern.net.nym09.ClientControlRequest.RegisterHandshakeInitRequest;
import dev.postern.net.nym09.HandshakeMessage.HandshakeError;
import dev.postern.net.nym09.HandshakeMessage.HandshakePayload;
import dev.postern.net.nym09.ServerResponse.ErrorMessage;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's half of one registration (spec §4): messages in, steps out, no channel.
 *
 * <pre>
 *  client                                                        gateway
 *    | identity 32 ‖ g^x 32                                         |
 *    |─────────────────────────────────────────────────────────────►|
 *    |         g^y 32 ‖ E(Ed25519 signature over g^y ‖ g^x) 64      |
 *    |◄─────────────────────────────────────────────────────────────|
 *    | E(Ed25519 signature over g^x ‖ g^y) 64                       |
 *    |─────────────────────────────────────────────────────────────►|
 *    |                              [1], once the keys are durable  |
 *    |◄─────────────────────────────────────────────────────────────|
 *  E = AES-128-CTR under the new AES key with a zero IV
 * </pre>
 *
 * <p>The last message isn't sent from here: whoever drives the handshake stores the keys first.
 * After {@link Agreed} or {@link Refused} it is over; the next attempt takes a new one. Not
 * thread-safe.
 */
public final class RegistrationHandshake {
  private static final int IDENTITY_BYTES = DestinationAddress.BYTES;
  private static final int INIT_BYTES = IDENTITY_BYTES + EphemeralAgreement.KEY_BYTES;

  private final IdentityPrivateKey identity;
  private final Supplier<SphinxPrivateKey> ephemeralKeys;
  private final Primitives primitives;

  // Both null until the first message was answered.
  private @Nullable IdentityPublicKey client;
  private @Nullable EphemeralAgreement agreement;

  /**
   * A handshake that waits for its first message.
   *
   * @param identity signs for the gateway
   * @param ephemeralKeys gives a fresh key for each answer
   */
  public RegistrationHandshake(
      IdentityPrivateKey identity,
      Supplier<SphinxPrivateKey> ephemeralKeys,
      Primitives primitives) {
    this.identity = identity;
    this.ephemeralKeys = ephemeralKeys;
    this.primitives = primitives;
  }

  /** What comes of one message. */
  public sealed interface Step permits Reply, Agreed, Refused, Ignored {}

  /** To be sent; the handshake goes on. */
  public record Reply(HandshakePayload payload) implements Step {}

  /** The client has proved its identity: store these keys, then say {@code [1]}. */
  public record Agreed(DestinationAddress client, SharedKeys keys) implements Step {}

  /**
   * The handshake failed.
   *
   * @param toHandshake for the client's handshake code; absent if it hasn't begun, or gave up
   * @param answer what follows, for everybody
   */
  public record Refused(@Nullable HandshakeError toHandshake, ServerResponse answer)
      implements Step {
    /** A failure with a reason, in the two forms in which the reference tells it. */
    public static Refused because(String reason) {
      return new Refused(new HandshakeError(reason), failed(reason));
    }

    /** Whether no handshake had begun: the message was none that begins one. */
    public boolean isUnreadable() {
      return answer.equals(ServerResponse.MALFORMED_REQUEST);
    }

    /** The texts to send, in order. */
    public List<String> texts() {
      String last = ControlMessageCodec.write(answer);
      return toHandshake == null
          ? List.of(last)
          : List.of(ControlMessageCodec.write(toHandshake), last);
    }
  }

  /** Not a handshake message: dropped, as the reference does. */
  public record Ignored() implements Step {}

  /** Takes the next message from the client. Never throws for what it says. */
  public Step receive(ClientControlRequest message) {
    if (client != null && agreement != null) {
      return finish(message, client, agreement);
    }
    if (message instanceof HandshakePayload payload) {
      return begin(payload.data());
    }
    if (message instanceof RegisterHandshakeInitRequest request) {
      return begin(request.data());
    }
    return new Refused(null, ServerResponse.MALFORMED_REQUEST);
  }

  private Step begin(byte[] init) {
    IdentityPublicKey candidate = identityIn(init);
    if (candidate == null
        || Arrays.equals(candidate.toBytes(), identity.publicKey().toBytes())) { // it's ours
      return new Refused(null, ServerResponse.MALFORMED_REQUEST);
    }
    EphemeralAgreement agreed =
        init.length == INIT_BYTES
            ? EphemeralAgreement.of(
                ephemeralKeys.get(),
                Arrays.copyOfRange(init, IDENTITY_BYTES, INIT_BYTES),
                primitives)
            : null;
    if (agreed == null) {
      return Refused.because("sent request was malformed");
    }
    client = candidate;
    agreement = agreed;
    byte[] signature = identity.sign(agreed.signedByUs());
    return new Reply(
        new HandshakePayload(
            EphemeralAgreement.concatenate(
                agreed.ourPublicKey(), agreed.cryptSignature(signature, primitives))));
  }

  private Step finish(
      ClientControlRequest message, IdentityPublicKey client, EphemeralAgreement agreement) {
    if (message instanceof HandshakeError error) {
      return new Refused(null, failed("error on the remote: " + error.message()));
    }
    if (!(message instanceof HandshakePayload payload)) {
      return new Ignored();
    }
    byte[] material = payload.data();
    if (material.length != EphemeralAgreement.SIGNATURE_BYTES) {
      return Refused.because(
          "received key material of invalid length - %d. Expected: %d"
              .formatted(material.length, EphemeralAgreement.SIGNATURE_BYTES));
    }
    if (!client.verifies(
        agreement.cryptSignature(material, primitives), agreement.signedByPeer())) {
      return Refused.because("received invalid signature");
    }
    return new Agreed(DestinationAddress.read(client.toBytes(), 0), agreement.keys());
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

  private static ServerResponse failed(String reason) {
    return new ErrorMessage("failed to perform the handshake - " + reason);
  }
}
