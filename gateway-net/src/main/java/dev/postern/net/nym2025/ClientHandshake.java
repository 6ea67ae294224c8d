package dev.postern.net.nym2025;

import dev.postern.net.nym2025.HandshakeMessage.HandshakeError;
import dev.postern.net.nym2025.HandshakeMessage.HandshakePayload;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The client's half of a registration, for tests and demos, texts in and out: {@link
 * RegistrationHandshake} has the picture. Not thread-safe.
 */
public final class ClientHandshake {
  private final IdentityPrivateKey identity;
  private final SphinxPrivateKey ephemeral;
  private final IdentityPublicKey gateway;
  private final int proposed;
  private final Primitives primitives;
  private final SecureRandom random;
  private final byte[] salt = new byte[GcmSivKey.SALT_BYTES];
  private int number; // of what we say next
  private @Nullable EphemeralAgreement agreement; // null until the gateway proved its identity

  /**
   * A handshake that hasn't begun.
   *
   * @param identity the client's
   * @param ephemeral fresh, for this handshake only
   * @param gateway whom the client means to register with
   * @param proposed the highest protocol number that the client speaks
   */
  public ClientHandshake(
      IdentityPrivateKey identity,
      SphinxPrivateKey ephemeral,
      IdentityPublicKey gateway,
      int proposed,
      Primitives primitives,
      SecureRandom random) {
    this.identity = identity;
    this.ephemeral = ephemeral;
    this.gateway = gateway;
    this.proposed = proposed;
    this.number = proposed;
    this.primitives = primitives;
    this.random = random;
    random.nextBytes(salt);
  }

  /** What comes of one text. */
  public sealed interface Step permits Reply, Agreed, Failed, Ignored {}

  /** To be sent; the handshake goes on. */
  public record Reply(String text) implements Step {}

  /** The gateway has stored this key; a register response follows. */
  public record Agreed(GcmSivKey key) implements Step {}

  /**
   * The handshake failed.
   *
   * @param toPeer to be sent
   * @param reason what to tell the user
   */
  public record Failed(String toPeer, String reason) implements Step {
    static Failed because(String reason) {
      return new Failed(ServerTexts.handshake(new HandshakeError(reason)), reason);
    }
  }

  /** No message of a handshake. */
  public record Ignored() implements Step {}

  /** The first message: identity 32 ‖ ephemeral key 32 ‖ salt 16. */
  public String init() {
    byte[] ephemeralKey = ephemeral.publicKey().toBytes();
    return text(
        ByteBuffer.allocate(IdentityPublicKey.BYTES + ephemeralKey.length + salt.length)
            .put(identity.publicKey().toBytes())
            .put(ephemeralKey)
            .put(salt)
            .array());
  }

  /** Takes the gateway's next text. Never throws for what it says. */
  public Step receive(String text) {
    HandshakeMessage message = RequestReader.readHandshake(text);
    if (message instanceof HandshakePayload payload) {
      return agreement == null ? prove(payload) : conclude(payload.data(), agreement);
    }
    return message instanceof HandshakeError error
        ? Failed.because("error on the remote: " + error.message())
        : new Ignored();
  }

  private Step prove(HandshakePayload reply) {
    if (reply.number() > proposed) {
      return Failed.because(
          "the gateway requests protocol version that's not supported by this client. it wants to"
              + " use v%d whilst we only understand up to v%d".formatted(reply.number(), proposed));
    }
    byte[] data = reply.data();
    if (data.length != EphemeralAgreement.KEY_BYTES + EphemeralAgreement.MATERIAL_BYTES) {
      return malformed();
    }
    EphemeralAgreement candidate =
        EphemeralAgreement.of(
            ephemeral, Arrays.copyOf(data, EphemeralAgreement.KEY_BYTES), salt, primitives);
    if (candidate == null) {
      return malformed();
    }
    byte[] material = Arrays.copyOfRange(data, EphemeralAgreement.KEY_BYTES, data.length);
    Optional<String> refusal = candidate.refusal(material, gateway);
    if (refusal.isPresent()) {
      return Failed.because(refusal.get());
    }
    agreement = candidate;
    number = reply.number();
    byte[] nonce = new byte[GcmSivKey.NONCE_BYTES];
    random.nextBytes(nonce);
    return new Reply(text(candidate.material(identity, nonce)));
  }

  private static Step conclude(byte[] last, EphemeralAgreement agreement) {
    if (last.length != 1) {
      return malformed();
    }
    return last[0] == 1
        ? new Agreed(agreement.key())
        : Failed.because("sent request was malformed");
  }

  private String text(byte[] data) {
    return ServerTexts.handshake(new HandshakePayload(number, data));
  }

  // The colon is the reference's.
  private static Step malformed() {
    return Failed.because("received response was malformed:");
  }
}
