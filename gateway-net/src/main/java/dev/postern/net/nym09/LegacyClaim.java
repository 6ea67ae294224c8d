package dev.postern.net.nym09;

import com.google.crypto.tink.util.SecretBytes;
import dev.postern.net.wire.Claim;
import dev.postern.net.wire.LoginFault;
import dev.postern.net.wire.Words;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.Primitives;
import java.util.Optional;
import java.util.OptionalLong;

/** That a client is here, proved by its address encrypted under legacy keys (spec §4). */
final class LegacyClaim implements Claim {
  // So that a client that isn't registered costs as much time as one that is.
  private static final SharedKeys NOBODYS_KEYS =
      SharedKeys.fromSecret(SecretBytes.randomBytes(SharedKeys.BYTES));

  private final AuthenticationProof proof;
  private final LegacyLink link;
  private final Primitives primitives;

  LegacyClaim(AuthenticationProof proof, LegacyLink link, Primitives primitives) {
    this.proof = proof;
    this.link = link;
    this.primitives = primitives;
  }

  @Override
  public DestinationAddress client() {
    return proof.client();
  }

  @Override
  public Verdict check(Optional<SecretBytes> secret) {
    Optional<SharedKeys> known = secret.flatMap(SharedKeys::ifLegacy);
    SharedKeys keys = known.orElse(NOBODYS_KEYS);
    boolean isRight = proof.isBy(keys, primitives);
    if (!isRight || known.isEmpty()) {
      return new Verdict.Wrong(LoginFault.WRONG_PROOF_OR_UNKNOWN);
    }
    return proof.ivIsExposed()
        ? new Verdict.Wrong(LoginFault.EXPOSED_IV)
        : new Verdict.Right(link.channel(keys, primitives));
  }

  @Override
  public byte[] tag() {
    return proof.tag(primitives);
  }

  @Override
  public OptionalLong unixSeconds() {
    return OptionalLong.empty();
  }

  @Override
  public boolean replacesAtOnce() {
    return false;
  }

  @Override
  public Words accepted() {
    return Words.of(link.write(ServerResponse.AUTHENTICATED));
  }

  /** The reference looks for a session first, and so tells those who fail that there is one. */
  @Override
  public Words refused(LoginFault fault, boolean connected) {
    return connected && fault == LoginFault.WRONG_PROOF_OR_UNKNOWN
        ? duplicate()
        : Words.of(link.write(ServerResponse.NOT_AUTHENTICATED));
  }

  @Override
  public Words duplicate() {
    return Words.of(link.write(ServerResponse.DUPLICATE_AUTHENTICATION));
  }

  @Override
  public Words unavailable() {
    return Words.of(link.write(ServerResponse.STORE_UNAVAILABLE));
  }
}
