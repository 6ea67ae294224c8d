package dev.postern.storage;

import java.io.IOException;

/**
 * A store that can't be opened, or can't keep its promise any more. The message is one sentence for
 * the operator: what is wrong, with which file, and what to do.
 */
public class StoreException extends IOException {
  /** With nothing below it. */
  public StoreException(String message) {
    super(message);
  }

  /** With what the file system said. */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
