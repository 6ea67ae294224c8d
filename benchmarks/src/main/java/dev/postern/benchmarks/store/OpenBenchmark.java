package dev.postern.benchmarks.store;

import dev.postern.sphinx.PacketSize;
import dev.postern.storage.journal.JournalOptions;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * A store with regular messages of a thousand clients, opened: what a restart waits for. The kernel
 * has its files in the page cache. Each figure is of one opening.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@Fork(2)
public class OpenBenchmark {
  private static final int CLIENTS = 1_000;

  /** How the process before ended. */
  public enum End {
    /** It left an index. */
    CLEAN,
    /** All of the journal is read. */
    KILLED
  }

  /** How many, in all inboxes together. */
  @Param({"1000", "100000", "1000000"})
  public int messages;

  /** How the process before ended. */
  @Param public End end;

  /** On which disk. */
  @Param(TemporaryDirectory.ANYWHERE)
  public String directory;

  private TemporaryStore store;

  /** Stores them. */
  @Setup
  public void prepare() throws IOException {
    store = new TemporaryStore(directory, JournalOptions.DEFAULT, CLIENTS);
    store.fill(messages, new byte[PacketSize.REGULAR.plaintextBytes()]);
  }

  /** Closes it. */
  @Setup(Level.Iteration)
  public void stop() throws IOException {
    store.stop();
    if (end == End.KILLED) {
      store.forgetCleanStop();
    }
  }

  /** Until it could be used. */
  @Benchmark
  public long open() throws IOException {
    store.start();
    return store.inboxes().usage().messages();
  }

  /** That nothing is missing. */
  @TearDown(Level.Iteration)
  public void count() {
    long found = store.inboxes().usage().messages();
    if (found != messages) {
      throw new AssertionError(found + " of " + messages + " messages");
    }
  }

  /** Leaves nothing behind. */
  @TearDown
  public void delete() throws IOException {
    store.close();
  }
}
