package dev.postern.storage.journal;

import dev.postern.storage.Some;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** The real file system, counted, with a hand on its fsync. */
final class CountedFiles extends InterposedFiles {
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private volatile Hold hold = new Hold(new CompletableFuture<>(), new CountDownLatch(0));

  private record Call(Operation operation, Path directory) {}

  private record Hold(CompletableFuture<Thread> reached, CountDownLatch over) {}

  /** From now on {@link OpenFile#force} doesn't return. */
  void holdForces() {
    hold = new Hold(new CompletableFuture<>(), new CountDownLatch(1));
  }

  /** Returns when somebody is held: who. */
  Thread awaitHeld() {
    return Some.await(hold.reached);
  }

  void letGo() {
    hold.over.countDown();
  }

  /** Counts from 0 again. */
  void forget() {
    calls.clear();
  }

  /** How often something was asked of the files in the directory of that name. */
  long count(Operation operation, String directory) {
    return calls.stream()
        .filter(call -> call.operation == operation)
        .filter(call -> call.directory.endsWith(directory))
        .count();
  }

  @Override
  void before(Operation operation, Path path) throws IOException {
    calls.add(new Call(operation, path.getParent()));
    if (operation == Operation.FORCE) {
      Hold here = hold;
      here.reached.complete(Thread.currentThread());
      try {
        here.over.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }
}
