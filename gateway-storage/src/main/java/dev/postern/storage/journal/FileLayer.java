package dev.postern.storage.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What the journal asks of a file system, and nothing more: so that tests can put one below it that
 * fails, loses or tears. Thread-safe.
 */
interface FileLayer {
  /**
   * Makes a directory and those above it, for this user only (0700), if they are not there. They
   * survive loss of power, or nothing in them would.
   */
  void createDirectories(Path directory) throws IOException;

  /** The names in a directory, sorted. */
  List<String> list(Path directory) throws IOException;

  boolean exists(Path path);

  /** A new, empty file for this user only (0600); fails if there is one. */
  OpenFile create(Path path) throws IOException;

  /** A file that is there, for reading and writing. */
  OpenFile open(Path path) throws IOException;

  /** Deletes a file; does nothing if there is none. Certain after {@link #forceDirectory}. */
  void delete(Path path) throws IOException;

  /** Renames in one step, over what had the name. Certain after {@link #forceDirectory}. */
  void rename(Path from, Path to) throws IOException;

  /** Makes creations, deletions and renames in a directory survive loss of power. */
  void forceDirectory(Path directory) throws IOException;

  /** So many bytes this user may still write in a directory. Quick. */
  default long usableSpace(Path directory) throws IOException {
    return Long.MAX_VALUE;
  }

  /** So many bytes the directory's file system has, free or not. Quick. */
  default long totalSpace(Path directory) throws IOException {
    return Long.MAX_VALUE;
  }
}
