package dev.postern.net.nym2025;

import com.google.crypto.tink.util.SecretBytes;
import dev.postern.net.nym09.AuthenticationProof;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.net.wire.Claim.Verdict;
import dev.postern.net.wire.GatewaySide;
import dev.postern.net.wire.LoginFault;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.Primitives;
import java.util.Optional;

/**
 * An {@link UndatedProof} under the keys of the generations before, by a client that has been
 * updated since it registered; it upgrades them next.
 */
record LegacyProof(AuthenticationProof proof) implements UndatedProof {
  // So that a client that isn't registered costs as much time as one that is.
  private static final SharedKeys NOBODYS_KEYS =
      SharedKeys.fromSecret(SecretBytes.randomBytes(SharedKeys.BYTES));

  @Override
  public DestinationAddress client() {
    return proof.client();
  }

  @Override
  public Verdict check(Optional<SecretBytes> secret, GatewaySide side) {
    Optional<SharedKeys> known = secret.flatMap(SharedKeys::ifLegacy);
    SharedKeys keys = known.orElse(NOBODYS_KEYS);
    boolean isRight = proof.isBy(keys, side.primitives());
    if (!isRight || known.isEmpty()) {
      return new Verdict.Wrong(LoginFault.WRONG_PROOF_OR_UNKNOWN);
    }
    return proof.ivIsExposed()
        ? new Verdict.Wrong(LoginFault.EXPOSED_IV)
        : new Verdict.Right(new LegacyKeysChannel(keys, side));
  }

  @Override
  public byte[] tag(Primitives primitives) {
    return proof.tag(primitives);
  }
}
