package dev.postern.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which a buffer was collected that nobody had released. Applied to every
 * class by service loading; the module's POM sets the detection level to paranoid.
 */
public final class LeakCheck implements AfterAllCallback {
  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
  private static final long COLLECTION_MILLIS = 10_000;

  static {
    ByteBufUtil.setLeakListener((type, records) -> LEAKS.add(type + records));
  }

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    List<String> leaks = takeLeaks();
    if (!leaks.isEmpty()) {
      throw new AssertionError(leaks.size() + " buffers leaked, one of them: " + leaks.get(0));
    }
  }

  /** Has unreachable buffers collected and reported; returns the reports and forgets them. */
  static List<String> takeLeaks() throws InterruptedException {
    // The first collection may find references that the second one hands over.
    for (int round = 0; round < 2; round++) {
      collectGarbage();
      // The detector reports what was collected when it is asked to follow another buffer.
      ByteBufAllocator.DEFAULT.heapBuffer(1).release();
    }
    List<String> leaks = new ArrayList<>();
    for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
      leaks.add(leak);
    }
    return leaks;
  }

  private static void collectGarbage() throws InterruptedException {
    ReferenceQueue<Object> collected = new ReferenceQueue<>();
    PhantomReference<Object> sentinel = new PhantomReference<>(new Object(), collected);
    try {
      System.gc();
      if (collected.remove(COLLECTION_MILLIS) == null) {
        throw new AssertionError("the garbage collector doesn't run: leaks can't be found");
      }
    } finally {
      Reference.reachabilityFence(sentinel);
    }
  }
}
