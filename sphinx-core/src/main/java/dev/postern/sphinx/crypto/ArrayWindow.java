package dev.postern.sphinx.crypto;

/**
 * Lets a native cipher work on a stretch of a large array. JNI copies an array whole, there and
 * back, however little of it is used: within a pooled buffer of 4 MiB that takes 0.6 ms for a
 * cipher that needs 1 µs. So the stretch is copied to a small array first, which is kept. Not
 * thread-safe.
 */
final class ArrayWindow {
  /** So much more than the stretch an array may have to be used as it is. */
  private static final int TOLERATED_BYTES = 1024;

  // A header, a regular packet, an extended one. Each is made when it is needed first.
  private static final int[] SIZES = {512, 4096, 36 * 1024};

  private final byte[][] windows = new byte[SIZES.length][];

  /** Whether an array is so much longer than the stretch that a copy pays. */
  boolean isNeeded(byte[] data, int length) {
    return data.length - length > TOLERATED_BYTES;
  }

  /** A small array that begins with a copy of the stretch; until the next call. */
  byte[] load(byte[] data, int offset, int length) {
    byte[] window = room(length);
    System.arraycopy(data, offset, window, 0, length);
    return window;
  }

  /** A small array of at least that length, with anything in it; until the next call. */
  byte[] room(int length) {
    for (int i = 0; i < SIZES.length; i++) {
      if (length <= SIZES[i]) {
        if (windows[i] == null) {
          windows[i] = new byte[SIZES[i]];
        }
        return windows[i];
      }
    }
    return new byte[length];
  }
}
