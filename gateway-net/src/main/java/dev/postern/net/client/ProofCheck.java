package dev.postern.net.client;

import com.google.crypto.tink.util.SecretBytes;
import dev.postern.net.client.ClientMetrics.Login;
import dev.postern.net.nym09.AuthenticationProof;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.storage.Registration;
import dev.postern.storage.SeenTags;
import java.util.Optional;

/**
 * Whether a proof is its client's, and made for this login. Being right is not enough: a proof
 * counts once, and not at all if whoever knows one message could have made it (spec §4).
 */
final class ProofCheck {
  // So that a client that isn't registered costs as much time as one that is.
  private static final SecretBytes NOBODYS_KEYS = SecretBytes.randomBytes(SharedKeys.BYTES);

  private ProofCheck() {}

  /** What comes of it. */
  sealed interface Verdict {
    /** The client is here. */
    record Accepted(SharedKeys keys) implements Verdict {}

    /** It isn't, or nobody can tell. */
    record Refused(Login reason) implements Verdict {}
  }

  /**
   * Checks, and remembers what it accepts.
   *
   * @param registration of the client that the proof names
   * @param seen the proofs that were accepted before. Only right ones get there, so that strangers
   *     can't fill it
   */
  static Verdict check(
      AuthenticationProof proof,
      Optional<Registration> registration,
      SeenTags seen,
      Primitives primitives) {
    SharedKeys keys =
        SharedKeys.fromSecret(registration.map(Registration::sharedKeys).orElse(NOBODYS_KEYS));
    boolean isRight = proof.isBy(keys, primitives);
    if (!isRight || registration.isEmpty()) {
      return new Verdict.Refused(Login.WRONG_PROOF_OR_UNKNOWN);
    }
    if (proof.ivIsExposed()) {
      return new Verdict.Refused(Login.EXPOSED_IV);
    }
    return seen.add(proof.tag(primitives), 0) == SeenTags.Answer.NEW
        ? new Verdict.Accepted(keys)
        : new Verdict.Refused(Login.REPEATED_IV);
  }
}
