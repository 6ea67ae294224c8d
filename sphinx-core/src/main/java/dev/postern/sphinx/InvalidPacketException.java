package dev.postern.sphinx;

/**
 * A packet that a node must drop, for a {@link Reason} from a closed list.
 *
 * <p>It carries no stack trace and nothing of the packet: whoever sends junk must not buy stack
 * walks or log space.
 */
public final class InvalidPacketException extends Exception {
  /** Why a packet was dropped; each is counted by itself. */
  public enum Reason {
    /** Too short for a header and the smallest payload (381 bytes). */
    LENGTH,
    /** The shared secret is zero: α is a point of low order, for which anyone can make a header. */
    LOW_ORDER_ALPHA,
    /** γ is not the MAC of β under this hop's key. */
    HEADER_MAC_MISMATCH,
    /** The routing flag is neither forward (1) nor final (2). */
    ROUTING_FLAG,
    /** The blinded α can't be computed (probability about 2^-126 for honest packets). */
    BLINDING,
    /** The decrypted payload doesn't begin with 16 zeros: tagged on its way, or not for us. */
    PAYLOAD_TAGGED,
    /** No byte 1 ends the message. */
    PAYLOAD_PADDING,
  }

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** An exception without a stack trace. */
  public InvalidPacketException(Reason reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
