package dev.postern.benchmarks.store;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.storage.Appended;
import dev.postern.storage.journal.JournalOptions;
import java.io.IOException;
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
 * Regular messages for one client, from the first append until the last one is durable: this is
 * what a SURB-ack waits for. Then the client confirms them, so that the disk doesn't fill; that is
 * in it, but for the disk's part, which nobody waits for.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class JournalAppendBenchmark {
  /** How many are appended before anything is waited for. */
  @Param({"1", "10", "100", "1000"})
  public int messages;

  /**
   * How long the writer gathers at most under load: 4 by default. It looks every millisecond
   * whether more has come, and with 0 takes what is there when it wakes.
   */
  @Param({"4", "0"})
  public int gatheringMillis;

  /** On which disk. */
  @Param(TemporaryDirectory.ANYWHERE)
  public String directory;

  private final byte[] message = new byte[PacketSize.REGULAR.plaintextBytes()];
  private TemporaryStore store;
  private DestinationAddress client;

  /** Registers the client. */
  @Setup
  public void prepare() throws IOException {
    JournalOptions defaults = JournalOptions.DEFAULT;
    JournalOptions options =
        new JournalOptions(
            defaults.segmentBytes(),
            defaults.groupBytes(),
            defaults.waitingBytes(),
            defaults.freshBytes(),
            TimeUnit.MILLISECONDS.toNanos(gatheringMillis));
    store = new TemporaryStore(directory, options, 1);
    client = store.client(0);
  }

  /** All of them. */
  @Benchmark
  public long append() {
    for (int i = 1; i < messages; i++) {
      store.append(client, message);
    }
    Appended last = store.append(client, message);
    store.awaitDurable();
    store.inboxes().removeUpTo(client, last.position());
    return last.position();
  }

  /** Leaves nothing behind. */
  @TearDown
  public void delete() throws IOException {
    store.close();
  }
}
