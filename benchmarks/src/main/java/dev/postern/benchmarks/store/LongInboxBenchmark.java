package dev.postern.benchmarks.store;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Batch;
import dev.postern.storage.journal.JournalOptions;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Whether storing gets dearer with the number of messages that are stored already, all of them in
 * one inbox. Messages are short and come in large groups, so that neither copying nor the disk
 * hides what memory does.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LongInboxBenchmark {
  private static final int GROUP = 10_000;
  private static final int MESSAGE_BYTES = 100;
  private static final int BATCH_MESSAGES = 64;
  private static final int BATCH_BYTES = 64 * 1024;

  /** How many, between groups. */
  @Param({"10", "100", "1000", "10000", "100000", "1000000"})
  public int stored;

  /** On which disk. */
  @Param(TemporaryDirectory.ANYWHERE)
  public String directory;

  private final byte[] message = new byte[MESSAGE_BYTES];
  private final long[] confirmed = new long[GROUP]; // once the group is durable
  private TemporaryStore store;
  private DestinationAddress client;
  private long[] positions; // of all that is stored, a ring
  private int oldest; // where it stands in the ring
  private long newest;

  /** Stores them. */
  @Setup
  public void prepare() throws IOException {
    store = new TemporaryStore(directory, JournalOptions.DEFAULT, 1);
    client = store.client(0);
    positions = new long[stored];
    for (int i = 0; i < stored; i++) {
      newest = store.append(client, message).position();
      positions[i] = newest;
    }
    store.awaitDurable();
  }

  /**
   * A message comes, is durable, and the oldest is confirmed. Not before: what is confirmed in time
   * is never written.
   */
  @Benchmark
  @OperationsPerInvocation(GROUP)
  public long append() {
    for (int i = 0; i < GROUP; i++) {
      newest = store.append(client, message).position();
      confirmed[i] = positions[oldest];
      positions[oldest] = newest;
      oldest = oldest + 1 == stored ? 0 : oldest + 1;
    }
    store.awaitDurable();
    for (long position : confirmed) {
      store.inboxes().removeUpTo(client, position);
    }
    return newest;
  }

  /** A session looks whether there is more: there isn't. */
  @Benchmark
  public Batch readAtEnd() {
    return store.inboxes().read(client, newest, BATCH_MESSAGES, BATCH_BYTES).join();
  }

  /** Leaves nothing behind. */
  @TearDown
  public void delete() throws IOException {
    store.close();
  }
}
