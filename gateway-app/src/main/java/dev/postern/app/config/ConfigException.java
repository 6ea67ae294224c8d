package dev.postern.app.config;

/**
 * Something that an operator wrote can't be used. The message is one line that names the place, the
 * value and what to do about it.
 */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1;

  /** With one line for an operator. */
  public ConfigException(String message) {
    super(message);
  }
}
