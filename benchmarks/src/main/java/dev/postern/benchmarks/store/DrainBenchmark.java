package dev.postern.benchmarks.store;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.storage.InboxStore;
import dev.postern.storage.StoredMessage;
import dev.postern.storage.journal.JournalOptions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * An inbox of regular messages read from its first to its last, in the batches in which a session
 * reads. Nothing is sealed or sent, and nothing removed.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DrainBenchmark {
  private static final int BATCH_MESSAGES = 64;
  private static final int BATCH_BYTES = 64 * 1024;

  /** Where the messages are. */
  public enum Place {
    /** Where a session that is caught up finds them. */
    MEMORY(1L << 30),
    /** In the journal's files, which the kernel has in its page cache. */
    FILES(0);

    private final long freshBytes;

    Place(long freshBytes) {
      this.freshBytes = freshBytes;
    }
  }

  /** How many. */
  @Param({"1000", "100000"})
  public int messages;

  /** Where they are. */
  @Param public Place place;

  /** On which disk. */
  @Param(TemporaryDirectory.ANYWHERE)
  public String directory;

  private TemporaryStore store;
  private DestinationAddress client;

  /** Stores them. */
  @Setup
  public void prepare() throws IOException {
    JournalOptions defaults = JournalOptions.DEFAULT;
    JournalOptions options =
        new JournalOptions(
            defaults.segmentBytes(),
            defaults.groupBytes(),
            defaults.waitingBytes(),
            place.freshBytes);
    store = new TemporaryStore(directory, options, 1);
    client = store.client(0);
    store.fill(messages, new byte[PacketSize.REGULAR.plaintextBytes()]);
    int read = drain();
    if (read != messages) {
      throw new AssertionError(read + " of " + messages + " messages");
    }
  }

  /** Reads until there are no more. */
  @Benchmark
  public int drain() {
    InboxStore inboxes = store.inboxes();
    long position = InboxStore.BEFORE_ALL;
    int read = 0;
    while (true) {
      List<StoredMessage> batch =
          inboxes.read(client, position, BATCH_MESSAGES, BATCH_BYTES).join().messages();
      if (batch.isEmpty()) {
        return read;
      }
      read += batch.size();
      position = batch.get(batch.size() - 1).position();
    }
  }

  /** Leaves nothing behind. */
  @TearDown
  public void delete() throws IOException {
    store.close();
  }
}
