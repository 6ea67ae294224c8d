package dev.postern.storage;

/**
 * Tags of what must happen once: packets, logins. A set that only grows, and that never forgets in
 * silence: where it has no more room for every tag by itself, it answers {@link
 * Answer#PERHAPS_SEEN} to some that are new, and so refuses rather than lets pass. Thread-safe;
 * blocks on nothing.
 */
public interface SeenTags {
  /** A tag, in bytes. */
  int TAG_BYTES = 32;

  /** What is known of a tag. */
  enum Answer {
    /** It was not there before. It is now, and stays through kill -9 from here on. */
    NEW,
    /** It was there. */
    SEEN,
    /** It may have been there: what is known of that time is known roughly. Take it as seen. */
    PERHAPS_SEEN
  }

  /**
   * Adds a tag unless it is there: of several threads that add one tag, one is told that it is new.
   *
   * @param tag {@value #TAG_BYTES} bytes from the offset on, which nobody can choose: an output of
   *     a hash or of a key derivation
   */
  Answer add(byte[] tag, int offset);

  /**
   * The same, unless another tag is there, which then is what the answer tells of; in one step, so
   * that of two threads that add a tag each, with the other's as the other, one is told that its
   * own is new. The other one is not added.
   */
  Answer add(byte[] tag, int offset, byte[] other, int otherOffset);
}
