package dev.postern.net.nym09;

import dev.postern.net.nym09.HandshakeMessage.HandshakeError;
import dev.postern.net.nym09.HandshakeMessage.HandshakePayload;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The client's half of a registration, for tests and demos: {@link RegistrationHandshake} has the
 * picture. Not thread-safe.
 */
public final class ClientHandshake {
  private static final int REPLY_BYTES =
      EphemeralAgreement.KEY_BYTES + EphemeralAgreement.SIGNATURE_BYTES;

  private final IdentityPrivateKey identity;
  private final SphinxPrivateKey ephemeral;
  private final IdentityPublicKey gateway;
  private final Primitives primitives;
  private @Nullable EphemeralAgreement agreement; // null until the gateway proved its identity

  /**
   * A handshake that hasn't begun.
   *
   * @param identity the client's
   * @param ephemeral fresh, for this handshake only
   * @param gateway whom the client means to register with
   */
  public ClientHandshake(
      IdentityPrivateKey identity,
      SphinxPrivateKey ephemeral,
      IdentityPublicKey gateway,
      Primitives primitives) {
    this.identity = identity;
    this.ephemeral = ephemeral;
    this.gateway = gateway;
    this.primitives = primitives;
  }

  /** What comes of one message. */
  public sealed interface Step permits Reply, Agreed, Failed {}

  /** To be sent; the handshake goes on. */
  public record Reply(HandshakePayload payload) implements Step {}

  /** The gateway has stored these keys; a register response follows. */
  public record Agreed(SharedKeys keys) implements Step {}

  /**
   * The handshake failed.
   *
   * @param toPeer to be sent; absent if the gateway gave up itself
   * @param reason what to tell the user
   */
  public record Failed(@Nullable HandshakeError toPeer, String reason) implements Step {
    static Failed because(String reason) {
      return new Failed(new HandshakeError(reason), reason);
    }
  }

  /** The first message: identity 32 ‖ ephemeral key 32. */
  public HandshakePayload init() {
    return new HandshakePayload(
        EphemeralAgreement.concatenate(
            identity.publicKey().toBytes(), ephemeral.publicKey().toBytes()));
  }

  /** Takes the gateway's next message. Never throws for what it says. */
  public Step receive(HandshakeMessage message) {
    if (message instanceof HandshakePayload payload) {
      return agreement == null ? prove(payload.data()) : conclude(payload.data(), agreement);
    }
    return new Failed(null, "error on the remote: " + ((HandshakeError) message).message());
  }

  private Step prove(byte[] reply) {
    if (reply.length != REPLY_BYTES) {
      return malformed();
    }
    EphemeralAgreement candidate =
        EphemeralAgreement.of(
            ephemeral, Arrays.copyOf(reply, EphemeralAgreement.KEY_BYTES), primitives);
    if (candidate == null) {
      return malformed();
    }
    byte[] encrypted = Arrays.copyOfRange(reply, EphemeralAgreement.KEY_BYTES, REPLY_BYTES);
    if (!gateway.verifies(
        candidate.cryptSignature(encrypted, primitives), candidate.signedByPeer())) {
      return Failed.because("received invalid signature");
    }
    agreement = candidate;
    byte[] signature = identity.sign(candidate.signedByUs());
    return new Reply(new HandshakePayload(candidate.cryptSignature(signature, primitives)));
  }

  private static Step conclude(byte[] last, EphemeralAgreement agreement) {
    if (last.length != 1 || last[0] < 0 || last[0] > 1) {
      return malformed();
    }
    return last[0] == 1
        ? new Agreed(agreement.keys())
        : Failed.because("unknown handshake failure");
  }

  // The colon is the reference's.
  private static Step malformed() {
    return Failed.because("received response was malformed:");
  }
}
