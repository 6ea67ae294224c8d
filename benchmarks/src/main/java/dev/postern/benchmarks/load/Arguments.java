package dev.postern.benchmarks.load;

/** Checks of numbers that somebody wrote. */
final class Arguments {
  private Arguments() {}

  /** A number above zero. */
  static int positive(String option, int value) {
    return atLeast(option, value, 1);
  }

  /** A number that isn't below another. */
  static int atLeast(String option, int value, int least) {
    if (value < least) {
      throw new LoadFailure(option + " must be " + least + " or more");
    }
    return value;
  }
}
