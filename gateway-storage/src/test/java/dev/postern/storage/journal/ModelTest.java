package dev.postern.storage.journal;

import static dev.postern.storage.Some.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.storage.Some;
import dev.postern.storage.StoreException;
import dev.postern.storage.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random operations on a journal store and on a {@link Model} side by side, with clean stops,
 * crashes and lost indexes in between: they always answer alike. {@code mvn verify -pl
 * gateway-storage -am -Dtest=ModelTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dpostern.model.steps=5000000} for more operations (of all seeds together), {@code
 * -Dpostern.model.seed=N} for another seed instead of these four.
 */
class ModelTest {
  private static final int STEPS = Integer.getInteger("postern.model.steps", 40_000);
  private static final Long SEED = Long.getLong("postern.model.seed");
  private static final int SEEDS = SEED == null ? 4 : 1;
  private static final int CLIENTS = 6;
  private static final int STRANGER = 99;

  @TempDir Path directory;
  private final Model model = new Model(CLIENTS);
  private FailingFiles files = new FailingFiles();
  private JournalStore store;
  private Random random;
  private RandomWork work;
  private JournalOptions options;

  static LongStream seeds() {
    return SEED == null ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(SEED);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void journalStore_answersAsTheModelDoes(long seed) throws Exception {
    int step = 0;
    try {
      begin(seed);
      for (; step < STEPS / SEEDS; step++) {
        step();
      }
      stopAndOpen();
      store.close();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "Step "
              + step
              + " failed. Again: mvn verify -pl gateway-storage -am -Dtest=ModelTest"
              + " -Dsurefire.failIfNoSpecifiedTests=false -Dpostern.model.seed="
              + seed
              + " -Dpostern.model.steps="
              + (step + 1),
          e);
    }
  }

  private void begin(long seed) throws StoreException {
    random = new Random(seed);
    random.nextInt(); // the first numbers of neighbouring seeds are neighbours
    work = new RandomWork(random, model, CLIENTS, 3000);
    options = new JournalOptions(1024 << random.nextInt(7), 2048, 1 << 24, random.nextInt(20_000));
    store = JournalStore.open(directory, options, files);
  }

  private void step() throws IOException {
    int dice = random.nextInt(1000);
    if (dice < 700) {
      work.change(store);
    } else if (dice < 990) {
      work.look(store);
    } else if (dice < 999) {
      await(model.allKept());
    } else if (random.nextBoolean()) {
      crashAndOpen();
    } else {
      stopAndOpen();
    }
  }

  private void stopAndOpen() throws IOException {
    store.close();
    model.stopped();
    if (random.nextInt(3) == 0) {
      OnDisk.forgetCleanStop(directory);
    }
    open();
    model.assertSame(store);
  }

  /** The process dies when all that was asked is written; it may be at work on old segments. */
  private void crashAndOpen() throws StoreException {
    await(store.clients().forget(Some.client(STRANGER)));
    Usage usage = store.inboxes().usage();
    files.failFromNowOn();
    store.close();
    model.died();
    open();
    assertThat(store.inboxes().usage()).isEqualTo(usage);
    model.assertKept(store);
  }

  private void open() throws StoreException {
    files = new FailingFiles();
    store = JournalStore.open(directory, options, files);
    assertThat(store.status().damaged()).isZero();
  }
}
