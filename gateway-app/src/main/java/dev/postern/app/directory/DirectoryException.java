package dev.postern.app.directory;

import java.io.IOException;

/** A directory did not do what it was asked. The message is one line, fit for an operator. */
public final class DirectoryException extends IOException {
  private static final long serialVersionUID = 1;

  /** Why. */
  public enum Reason {
    /** No connection, no answer in time, or an answer that is too long. */
    UNREACHABLE,
    /** An answer that is not what the protocol says. */
    UNREADABLE,
    /** It understood and declined. */
    REFUSED
  }

  private final Reason reason;

  /** With a reason and one line for an operator. */
  public DirectoryException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
