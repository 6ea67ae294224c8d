package dev.postern.net.wire;

/** Why somebody isn't let in; counted by it. */
public enum LoginFault {
  /** A text that says nothing, or a field that is no use. */
  MALFORMED,
  /** A handshake that did not come to its end. */
  HANDSHAKE_FAILED,
  /** One registration more than the peer may begin now. */
  TOO_MANY_REGISTRATIONS,
  /** Nobody is registered under that address with the keys of that proof. */
  WRONG_PROOF_OR_UNKNOWN,
  /** The proof was right, and could be made by whoever knows one message. */
  EXPOSED_IV,
  /** The proof was right, and is one that was used before. */
  REPEATED_PROOF,
  /** A number of a protocol that its own kind of proof doesn't have. */
  PROTOCOL_NUMBER,
  /** Dated too far from our clock. */
  SKEWED_TIMESTAMP,
  /** Dated before one that was accepted. */
  OLD_TIMESTAMP,
  /** Not signed by the identity that it names. */
  WRONG_SIGNATURE
}
