package dev.postern.storage.replay;

import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;

/** A file of longs that is mapped into memory, and stays so: the JDK unmaps what is garbage. */
interface TableFile {
  /** Its name. */
  Path path();

  /** All of it. Access ends in InternalError where the disk can't give or take a page. */
  LongBuffer longs();

  /** Makes what was put into it survive loss of power. */
  void force() throws IOException;

  /** Deletes it and gives its space back, mapped or not. Nobody may touch its longs afterwards. */
  void discard() throws IOException;
}
