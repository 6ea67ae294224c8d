package dev.postern.storage.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What the sets ask of a file system, so that tests can put one below them that fails. */
interface TableFiles {
  /** Makes a directory for this user only (0700), durably, if it is not there. */
  void createDirectory(Path directory) throws IOException;

  /** The names in a directory, sorted; none if there is no directory. */
  List<String> list(Path directory) throws IOException;

  /**
   * A new file of zeros for this user only (0600), with all its space on the disk, durably: it is
   * there whole or not at all.
   */
  TableFile create(Path path, int longs) throws IOException;

  /** A file that is there. */
  TableFile open(Path path) throws IOException;

  /** Deletes a file or an empty directory; does nothing if there is none. */
  void delete(Path path) throws IOException;
}
