package dev.postern.net.nym2025;

import com.google.crypto.tink.util.SecretBytes;
import dev.postern.net.wire.Claim;
import dev.postern.net.wire.GatewaySide;
import dev.postern.net.wire.LoginFault;
import dev.postern.net.wire.Words;
import dev.postern.sphinx.DestinationAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * That a client is here, by a {@link SignedProof}. Whatever is wrong with it is told, in the
 * reference's order, and ends the connection: only the holder of the identity learns whether it is
 * registered.
 */
final class SignedClaim implements Claim {
  /** How far a client's clock may be from ours. */
  static final Duration TOLERANCE = Duration.ofMinutes(2);

  private final SignedProof proof;
  private final GatewaySide side;
  private final Instant now;
  private boolean isRegistered; // as far as the check got

  SignedClaim(SignedProof proof, GatewaySide side) {
    this.proof = proof;
    this.side = side;
    this.now = side.clock().instant();
  }

  @Override
  public DestinationAddress client() {
    return proof.client();
  }

  @Override
  public Verdict check(Optional<SecretBytes> secret) {
    if (proof.number() < ProtocolNumbers.SIGNED_LOGIN || proof.number() > ProtocolNumbers.NEWEST) {
      return new Verdict.Wrong(LoginFault.PROTOCOL_NUMBER);
    }
    if (isSkewed()) {
      return new Verdict.Wrong(LoginFault.SKEWED_TIMESTAMP);
    }
    if (!proof.isSigned()) {
      return new Verdict.Wrong(LoginFault.WRONG_SIGNATURE);
    }
    isRegistered = secret.isPresent();
    Optional<GcmSivKey> key =
        secret.flatMap(GcmSivKey::ifGcmSiv).filter(known -> proof.isBy(known, side.primitives()));
    return key.isPresent()
        ? new Verdict.Right(new Nym2025Channel(key.get(), side))
        : new Verdict.Wrong(LoginFault.WRONG_PROOF_OR_UNKNOWN);
  }

  private boolean isSkewed() {
    Optional<Instant> dated = ReferenceTime.instant(proof.timestamp());
    return dated.isEmpty() || Duration.between(dated.get(), now).abs().compareTo(TOLERANCE) > 0;
  }

  @Override
  public byte[] tag() {
    return proof.tag(side.primitives());
  }

  @Override
  public OptionalLong unixSeconds() {
    return OptionalLong.of(proof.timestamp());
  }

  @Override
  public boolean replacesAtOnce() {
    return true;
  }

  @Override
  public Words accepted() {
    OptionalInt number = OptionalInt.of(proof.number());
    return Words.of(ServerTexts.authenticated(number, true));
  }

  @Override
  public Words refused(LoginFault fault, boolean connected) {
    return Words.last(ServerTexts.error(text(fault)));
  }

  private String text(LoginFault fault) {
    return switch (fault) {
      case PROTOCOL_NUMBER ->
          "Attempted to negotiate connection with client using incompatible protocol version. Ours"
              + " is "
              + ProtocolNumbers.NEWEST
              + " and the client reports "
              + proof.number();
      case SKEWED_TIMESTAMP ->
          "the provided request timestamp is excessively skewed. got "
              + ReferenceTime.format(proof.timestamp())
              + " whilst the server time is "
              + ReferenceTime.format(now);
      case WRONG_SIGNATURE -> "failed to verify request signature";
      case WRONG_PROOF_OR_UNKNOWN ->
          isRegistered
              ? "failed to verify provided address ciphertext"
              : "the client is not registered";
      case REPEATED_PROOF, OLD_TIMESTAMP ->
          "the provided request timestamp is smaller or equal to one previously used";
      case MALFORMED, HANDSHAKE_FAILED, TOO_MANY_REGISTRATIONS, EXPOSED_IV ->
          throw new AssertionError("no fault of a signed login: " + fault);
    };
  }

  @Override
  public Words duplicate() {
    return Refusals.DUPLICATE;
  }

  @Override
  public Words unavailable() {
    return Refusals.UNAVAILABLE;
  }
}
