package dev.postern.net.client;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A task that any thread may ask for, and that runs on one executor: a thousand requests before it
 * runs cost one run.
 *
 * <p>No request is lost: the flag is cleared before the task looks at anything. A request that
 * found the flag set came before that, so the run that is to come sees what it was made for; any
 * later one finds it cleared and queues another run.
 */
final class CoalescedTask {
  private final Executor executor;
  private final Runnable task;
  private final AtomicBoolean queued = new AtomicBoolean();

  CoalescedTask(Executor executor, Runnable task) {
    this.executor = executor;
    this.task = task;
  }

  /** Sees to it that the task begins after now. False if the executor takes no more tasks. */
  boolean request() {
    if (!queued.compareAndSet(false, true)) {
      return true;
    }
    try {
      executor.execute(
          () -> {
            queued.set(false);
            task.run();
          });
      return true;
    } catch (RejectedExecutionException shutDown) {
      return false;
    }
  }
}
