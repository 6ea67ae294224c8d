package dev.postern.benchmarks.load;

import java.nio.ByteBuffer;

/** Makes the frames of a run, all of one length. For one thread. */
interface FrameMaker {
  /** The length of each. */
  int frameBytes();

  /**
   * Fills a buffer of that length.
   *
   * @return the first eight bytes that the sink will see because of it
   */
  long make(int index, ByteBuffer frame);
}
