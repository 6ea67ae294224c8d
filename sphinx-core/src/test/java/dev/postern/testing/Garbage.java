package dev.postern.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many bytes a piece of work allocates on the thread that does it: what makes work for the
 * collector is exact on any machine, however busy, where a time is not.
 *
 * <p>The least of several batches counts. Most of them the interpreter runs, which leaves nothing
 * out that a compiler might; the compiler's own tricks only make it less.
 */
public final class Garbage {
  private static final int BATCHES = 5;
  private static final int TIMES = 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Garbage() {}

  /** What is measured. */
  public interface Task {
    /** Does it once. */
    void run() throws Exception;
  }

  /** Bytes that each run allocates on this thread. */
  public static long bytes(Task task) throws Exception {
    long least = Long.MAX_VALUE;
    for (int batch = 0; batch < BATCHES; batch++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < TIMES; i++) {
        task.run();
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least / TIMES;
  }

  /** Bytes that a thread has allocated so far. Exact only while it does nothing. */
  public static long allocatedBy(Thread thread) {
    return THREADS.getThreadAllocatedBytes(thread.getId());
  }
}
