package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CoalescedTaskTest {
  @Test
  void request_manyTimesBeforeTheRun_runsOnce() {
    Queue<Runnable> queue = new ArrayDeque<>();
    AtomicInteger runs = new AtomicInteger();
    CoalescedTask task = new CoalescedTask(queue::add, runs::incrementAndGet);
    IntStream.range(0, 1000).forEach(i -> assertThat(task.request()).isTrue());
    assertThat(queue).hasSize(1);
    queue.remove().run();
    assertThat(runs).hasValue(1);
    assertThat(task.request()).isTrue();
    assertThat(queue).hasSize(1);
  }

  @Test
  void request_insideTheRun_runsAgain() {
    Queue<Runnable> queue = new ArrayDeque<>();
    AtomicInteger runs = new AtomicInteger();
    CoalescedTask[] task = new CoalescedTask[1];
    task[0] =
        new CoalescedTask(
            queue::add,
            () -> {
              if (runs.incrementAndGet() == 1) {
                task[0].request();
              }
            });
    task[0].request();
    while (!queue.isEmpty()) {
      queue.remove().run();
    }
    assertThat(runs).hasValue(2);
  }

  @Test
  void request_executorShutDown_isFalse() {
    CoalescedTask task =
        new CoalescedTask(
            command -> {
              throw new RejectedExecutionException();
            },
            () -> {});
    assertThat(task.request()).isFalse();
  }

  /**
   * Threads put something in, then ask for a run that takes everything out. Were the flag cleared
   * after the run instead of before it, the last of it would stay in now and then.
   */
  @Test
  void request_byManyThreads_isNeverLost() throws InterruptedException {
    int perThread = 200_000;
    AtomicInteger in = new AtomicInteger();
    CountDownLatch allOut = new CountDownLatch(4 * perThread);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    CoalescedTask task =
        new CoalescedTask(
            executor,
            () -> {
              for (int i = in.getAndSet(0); i > 0; i--) {
                allOut.countDown();
              }
            });
    CompletableFuture<?>[] threads =
        IntStream.range(0, 4)
            .mapToObj(
                thread ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int i = 0; i < perThread; i++) {
                            in.incrementAndGet();
                            task.request();
                          }
                        }))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(threads).join();
    assertThat(allOut.await(1, TimeUnit.MINUTES)).isTrue();
    executor.shutdown();
  }
}
