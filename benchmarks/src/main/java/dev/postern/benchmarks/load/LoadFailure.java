package dev.postern.benchmarks.load;

/** The run can't go on. The message is one sentence for whoever started it. */
final class LoadFailure extends RuntimeException {
  LoadFailure(String message) {
    super(message);
  }

  LoadFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
