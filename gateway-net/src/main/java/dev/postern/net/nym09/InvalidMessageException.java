package dev.postern.net.nym09;

/**
 * The plaintext of a final hop is nothing that a client may get. Carries no stack trace: any
 * stranger can send one.
 */
public final class InvalidMessageException extends Exception {
  /** Why it was dropped; each is counted by itself. */
  public enum Reason {
    /** Shorter than the SURB-ack that it must begin with. */
    NO_SURB_ACK,
    /** The SURB-ack's address is of no known type. */
    SURB_ACK_ADDRESS,
    /** What follows the SURB-ack is too short for a client: it would abort on it. */
    SHORT_MESSAGE,
    /** The message of an ack packet isn't exactly as long as an ack is. */
    ACK_LENGTH
  }

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  InvalidMessageException(Reason reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
