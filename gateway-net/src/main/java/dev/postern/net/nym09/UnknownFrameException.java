package dev.postern.net.nym09;

import io.netty.handler.codec.DecoderException;
import java.util.Locale;

/**
 * The two bytes before a packet mean nothing: where the next frame begins can't be known, so the
 * connection has to end. Carries no stack trace: whoever sends junk must not buy stack walks.
 */
public final class UnknownFrameException extends DecoderException {
  /** Which byte; if both are unknown, the size. */
  public enum Reason {
    /** The size byte is none of 1, 2, 3. */
    SIZE,
    /** The mode byte is neither 0 nor 1. */
    MODE
  }

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  UnknownFrameException(Reason reason) {
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
