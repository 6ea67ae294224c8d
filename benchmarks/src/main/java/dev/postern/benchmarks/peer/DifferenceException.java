package dev.postern.benchmarks.peer;

/** The two sides don't agree; the message says in what. */
final class DifferenceException extends Exception {
  private static final long serialVersionUID = 1;

  DifferenceException(String message) {
    super(message);
  }

  DifferenceException(String message, Exception cause) {
    super(message, cause);
  }
}
