package dev.postern.benchmarks.load;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * All frames of a run, one behind the other in direct memory, so that the socket takes them as they
 * are and no collector sees them: 2415 bytes each on a mix connection, 2461 on a client's.
 * Immutable once built; thread-safe.
 */
final class PacketStock {
  private static final int CHUNK_FRAMES = 1024;

  private final int count;
  private final int frameBytes;
  private final ByteBuffer[] chunks;
  private final KeyIndex index;

  private PacketStock(int count, int frameBytes, ByteBuffer[] chunks, KeyIndex index) {
    this.count = count;
    this.frameBytes = frameBytes;
    this.chunks = chunks;
    this.index = index;
  }

  /** Builds so many on all processors, each thread with a maker of its own. */
  static PacketStock build(int count, Supplier<FrameMaker> makers) throws InterruptedException {
    int frameBytes = makers.get().frameBytes();
    ByteBuffer[] chunks = new ByteBuffer[(count + CHUNK_FRAMES - 1) / CHUNK_FRAMES];
    long[] keys = new long[count];
    AtomicInteger next = new AtomicInteger();
    Callable<Void> task =
        () -> {
          FrameMaker maker = makers.get();
          for (int chunk = next.getAndIncrement();
              chunk < chunks.length;
              chunk = next.getAndIncrement()) {
            int first = chunk * CHUNK_FRAMES;
            int frames = Math.min(CHUNK_FRAMES, count - first);
            ByteBuffer bytes = ByteBuffer.allocateDirect(frames * frameBytes);
            for (int i = 0; i < frames; i++) {
              keys[first + i] = maker.make(first + i, bytes.slice(i * frameBytes, frameBytes));
            }
            chunks[chunk] = bytes;
          }
          return null;
        };
    onAllProcessors(task);
    return new PacketStock(count, frameBytes, chunks, new KeyIndex(keys));
  }

  private static void onAllProcessors(Callable<Void> task) throws InterruptedException {
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService builders = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        tasks.add(task);
      }
      for (Future<Void> done : builders.invokeAll(tasks)) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new LoadFailure("the packets can't be built: " + e.getCause(), e);
    } finally {
      builders.shutdownNow();
    }
  }

  int count() {
    return count;
  }

  /** By what the sink sees of them. */
  KeyIndex index() {
    return index;
  }

  /** How many of so many frames, from one on, lie in one piece; one at least. */
  int contiguous(int first, int most) {
    return Math.min(most, CHUNK_FRAMES - first % CHUNK_FRAMES);
  }

  /** Frames that lie in one piece, for one reader. */
  ByteBuffer frames(int first, int frames) {
    return chunks[first / CHUNK_FRAMES]
        .slice(first % CHUNK_FRAMES * frameBytes, frames * frameBytes)
        .asReadOnlyBuffer();
  }
}
