package dev.postern.benchmarks.store;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Appended;
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
 * Whether storing gets dearer with the number of inboxes, each of which has a message. Messages are
 * short and come in large groups, so that neither copying nor the disk hides what memory does.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ManyInboxesBenchmark {
  private static final int GROUP = 10_000;
  private static final int MESSAGE_BYTES = 100;
  private static final int BATCH_MESSAGES = 64;
  private static final int BATCH_BYTES = 64 * 1024;

  /** How many. */
  @Param({"1000", "10000", "100000", "1000000"})
  public int inboxes;

  /** On which disk. */
  @Param(TemporaryDirectory.ANYWHERE)
  public String directory;

  private final byte[] message = new byte[MESSAGE_BYTES];
  private final long[] before = new long[GROUP]; // what each message of a group came behind
  private TemporaryStore store;
  private long[] newest; // the position of each inbox's
  private int next;

  /** Registers clients, and stores a message for each. */
  @Setup
  public void prepare() throws IOException {
    store = new TemporaryStore(directory, JournalOptions.DEFAULT, inboxes);
    newest = new long[inboxes];
    for (int i = 0; i < inboxes; i++) {
      newest[i] = store.append(store.client(i), message).position();
    }
    store.awaitDurable();
  }

  /**
   * A message comes, is durable, and the one before it in its inbox is confirmed; the inboxes take
   * turns.
   */
  @Benchmark
  @OperationsPerInvocation(GROUP)
  public int append() {
    int first = next;
    for (int i = 0; i < GROUP; i++) {
      Appended appended = store.append(store.client(next), message);
      before[i] = newest[next];
      newest[next] = appended.position();
      next = after(next);
    }
    store.awaitDurable();
    int inbox = first;
    for (int i = 0; i < GROUP; i++) {
      store.inboxes().removeUpTo(store.client(inbox), before[i]);
      inbox = after(inbox);
    }
    return next;
  }

  /** A session looks whether there is more: there isn't. */
  @Benchmark
  public Batch readAtEnd() {
    DestinationAddress client = store.client(next);
    long position = newest[next];
    next = after(next);
    return store.inboxes().read(client, position, BATCH_MESSAGES, BATCH_BYTES).join();
  }

  private int after(int inbox) {
    return inbox + 1 == inboxes ? 0 : inbox + 1;
  }

  /** Leaves nothing behind. */
  @TearDown
  public void delete() throws IOException {
    store.close();
  }
}
