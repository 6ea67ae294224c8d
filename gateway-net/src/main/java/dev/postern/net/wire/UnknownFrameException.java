package dev.postern.net.wire;

import io.netty.handler.codec.DecoderException;
import java.util.Locale;

/**
 * The bytes before a packet mean nothing: where the next frame begins can't be known, so the
 * connection has to end. Carries no stack trace: whoever sends junk must not buy stack walks.
 */
public final class UnknownFrameException extends DecoderException {
  /** Which byte; if several are unknown, the first of these. */
  public enum Reason {
    /**
     * The size byte is no size; also the first byte of a frame that is neither a size nor the mark
     * of a generation.
     */
    SIZE,
    /** The mode byte, or type byte, is none that its generation has. */
    MODE,
    /** The rotation byte is none of 0, 1, 2. */
    ROTATION,
    /** Size or type of Outfox, another packet format, which is not spoken here. */
    OUTFOX
  }

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Because of that byte. */
  public UnknownFrameException(Reason reason) {
    super("unknown " + reason.name().toLowerCase(Locale.ROOT) + " byte");
    this.reason = reason;
  }

  /** Which byte. */
  public Reason reason() {
    return reason;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
