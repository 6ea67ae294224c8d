package dev.postern.net.nym2025;

import com.google.crypto.tink.util.SecretBytes;
import dev.postern.net.wire.Claim;
import dev.postern.net.wire.GatewaySide;
import dev.postern.net.wire.LoginFault;
import dev.postern.net.wire.Words;
import dev.postern.sphinx.DestinationAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * That a client is here, by an {@link UndatedProof}. A wrong one is answered by a status, as it
 * always was, and the client may try again; that says nothing of whether it is registered or
 * connected.
 */
final class UndatedClaim implements Claim {
  private final UndatedProof proof;
  private final OptionalInt number; // of the answer
  private final GatewaySide side;

  UndatedClaim(UndatedProof proof, OptionalInt proposed, GatewaySide side) {
    this.proof = proof;
    this.number = ProtocolNumbers.answering(proposed);
    this.side = side;
  }

  @Override
  public DestinationAddress client() {
    return proof.client();
  }

  @Override
  public Verdict check(Optional<SecretBytes> secret) {
    return proof.check(secret, side);
  }

  @Override
  public byte[] tag() {
    return proof.tag(side.primitives());
  }

  @Override
  public OptionalLong unixSeconds() {
    return OptionalLong.empty();
  }

  @Override
  public boolean replacesAtOnce() {
    return false; // somebody may have kept it for later
  }

  @Override
  public Words accepted() {
    return Words.of(ServerTexts.authenticated(number, true));
  }

  @Override
  public Words refused(LoginFault fault, boolean connected) {
    return Words.of(ServerTexts.authenticated(number, false));
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
