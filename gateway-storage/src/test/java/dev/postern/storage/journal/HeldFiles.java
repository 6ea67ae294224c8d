package dev.postern.storage.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The real file system, with a hand on its fsync. */
final class HeldFiles extends InterposedFiles {
  private volatile CountDownLatch held = new CountDownLatch(0);

  /** From now on {@link OpenFile#force} doesn't return. */
  void holdForces() {
    held = new CountDownLatch(1);
  }

  void letGo() {
    held.countDown();
  }

  @Override
  void before(Operation operation, Path path) throws IOException {
    if (operation == Operation.FORCE) {
      try {
        held.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }
}
