package dev.postern.benchmarks.load;

/** When packets are due, in their order. For the sender's thread; times are of System.nanoTime. */
interface Pace {
  /** It is over: no packet is due any more. */
  int OVER = 0;

  /** The first packet is about to be due. */
  void start(long nanoTime);

  /** Blocks until a packet is due; how many from it on are, or {@link #OVER}. */
  int awaitDue(int index) throws InterruptedException;

  /** The intended time of a packet that is due. */
  long dueNanos(int index);
}
