package dev.postern.net.wire;

import com.google.crypto.tink.util.SecretBytes;
import dev.postern.sphinx.DestinationAddress;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * That a client is here, and a proof of it. Being right is not enough: a proof counts once, and a
 * dated one not behind a later one, which the gateway sees to for all generations alike. Not
 * thread-safe.
 */
public interface Claim {
  /** Who is said to be here. */
  DestinationAddress client();

  /** What comes of a look at the proof. */
  sealed interface Verdict {
    /** It is by the holder of the registered keys; the link under them. */
    record Right(ClientChannel channel) implements Verdict {}

    /** It is not, or nobody can tell. */
    record Wrong(LoginFault fault) implements Verdict {}
  }

  /**
   * Looks at the proof. Takes as long whether somebody is registered or not, and compares in
   * constant time.
   *
   * @param secret of the client's registration, of any generation; empty if there is none
   */
  Verdict check(Optional<SecretBytes> secret);

  /** What a right proof is remembered by: 32 bytes, which nobody can choose. */
  byte[] tag();

  /** When it was made, in seconds since 1970, if it says so. */
  OptionalLong unixSeconds();

  /**
   * Whether a session that the client has elsewhere makes way at once, rather than be asked for a
   * sign of life: where a proof is dated and signed nobody can have kept it for later.
   */
  boolean replacesAtOnce();

  /** What is said before the client gets anything else. */
  Words accepted();

  /**
   * What is said otherwise.
   *
   * @param connected whether a session of that client is here; a generation may tell or not
   */
  Words refused(LoginFault fault, boolean connected);

  /** What is said if the client is connected elsewhere, and lives there. */
  Words duplicate();

  /** What is said if the store can't be asked now. */
  Words unavailable();
}
