package dev.postern.app.topology;

import java.io.IOException;

/** A topology can't be read or made. The message is one line, fit for an operator. */
public final class TopologyException extends IOException {
  private static final long serialVersionUID = 1;

  /** With one line for an operator. */
  public TopologyException(String message) {
    super(message);
  }
}
