package dev.postern.net.wire;

/**
 * The plaintext of a final hop is no message. Carries no stack trace: any stranger can send one.
 */
public final class InvalidMessageException extends Exception {
  /** Why it was dropped; each is counted by itself. */
  public enum Reason {
    /** Shorter than the SURB-ack that it must begin with. */
    NO_SURB_ACK,
    /** The SURB-ack's address is of no known type. */
    SURB_ACK_ADDRESS
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
