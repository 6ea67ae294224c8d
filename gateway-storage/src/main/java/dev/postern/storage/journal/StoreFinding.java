package dev.postern.storage.journal;

/**
 * Something about a store that an operator should know.
 *
 * @param file which file, as seen from the store's directory
 * @param offset where in it, in bytes; {@link #WHOLE_FILE} if it is about all of it
 * @param damage whether something is wrong; otherwise it is worth knowing, and no more
 * @param what a few words; no content of messages, and no client
 */
public record StoreFinding(String file, long offset, boolean damage, String what) {
  /** In place of an offset. */
  public static final long WHOLE_FILE = -1;

  /** One line. */
  @Override
  public String toString() {
    return file + (offset == WHOLE_FILE ? "" : " at " + offset) + ": " + what;
  }
}
