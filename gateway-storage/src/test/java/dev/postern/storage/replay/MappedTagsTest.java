package dev.postern.storage.replay;

import static dev.postern.storage.SeenTagsContract.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.storage.SeenTags.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One set that is very small, whose house is kept when a test says so. */
class MappedTagsTest {
  /** 48 tags in the first two windows, 96 in each later one; 4 KiB of windows; 8192 folded bits. */
  private static final ReplaySizes TINY = new ReplaySizes(64, 128, 4096, 1024, 16);

  private static final int EXACT = 384; // at most, with the spare
  private static final TagHash HASH = new TagHash(new byte[TagHash.SECRET_BYTES]);

  @TempDir private Path parent;
  private final FailingTables files = new FailingTables();
  private final AtomicInteger asked = new AtomicInteger();
  private Path directory;
  private MappedTags tags;

  @BeforeEach
  void open() throws IOException {
    open(TINY);
  }

  private void open(ReplaySizes sizes) throws IOException {
    directory = parent.resolve("set");
    tags = MappedTags.open(files, directory, HASH, sizes, asked::incrementAndGet);
  }

  private Answer add(long number) {
    return tags.add(tag(number), 0);
  }

  /** Adds some, and keeps house whenever it is asked for. */
  private void fill(long from, long to) {
    for (long number = from; number < to; number++) {
      assertThat(add(number)).as("number " + number).isNotEqualTo(Answer.SEEN);
      if (asked.getAndSet(0) > 0) {
        tags.maintain();
      }
    }
  }

  private List<String> names() throws IOException {
    return files.list(directory);
  }

  @Test
  void windows_grow_andAllAreLookedInto() throws IOException {
    fill(0, 200);
    assertThat(names())
        .containsExactly(
            "0000000001.window", "0000000002.window", "0000000003.window", "0000000004.window");
    assertThat(Files.size(directory.resolve("0000000002.window"))).isEqualTo(64 * 8);
    assertThat(Files.size(directory.resolve("0000000003.window"))).isEqualTo(128 * 8);
    assertThat(LongStream.range(0, 200).mapToObj(this::add)).containsOnly(Answer.SEEN);
    open();
    assertThat(LongStream.range(0, 200).mapToObj(this::add)).containsOnly(Answer.SEEN);
    assertThat(tags.figures().tags()).isEqualTo(200);
  }

  @Test
  void nextWindow_isMadeAheadOfTimeAndOnlyThen() throws IOException {
    for (int number = 0; number < 23; number++) {
      add(number);
    }
    assertThat(asked).hasValue(0);
    tags.maintain();
    assertThat(names()).hasSize(1);
    add(23);
    assertThat(asked).hasValue(1);
    add(24);
    assertThat(asked).as("once is enough").hasValue(1);
    tags.maintain();
    assertThat(names()).hasSize(2);
  }

  @Test
  void reopened_withASpare_goesOnInTheWindowBeforeIt() throws IOException {
    fill(0, 30);
    assertThat(names()).hasSize(2);
    for (int i = 0; i < 5; i++) {
      open();
    }
    fill(30, 48);
    assertThat(names()).as("the first holds 48").hasSize(2);
    assertThat(add(0)).isEqualTo(Answer.SEEN);
  }

  @Test
  void full_foldsTheOldestAndForgetsNothing() throws IOException {
    fill(0, 2000);
    ReplayFigures figures = tags.figures();
    assertThat(figures.tags()).isBetween(200L, (long) EXACT);
    assertThat(figures.foldedTags()).isGreaterThan(500);
    assertThat(figures.perhapsSeen()).as("new ones that were refused").isPositive();
    assertThat(figures.bytes()).isLessThanOrEqualTo(4096 + 1024);
    assertThat(LongStream.range(0, 2000).mapToObj(this::add)).doesNotContain(Answer.NEW);
    open();
    assertThat(LongStream.range(0, 2000).mapToObj(this::add)).doesNotContain(Answer.NEW);
    assertThat(tags.figures().foldedTags()).isEqualTo(figures.foldedTags());
  }

  @Test
  void foldedRate_isWhatIsMeasured() throws IOException {
    fill(0, 1500);
    double told = tags.figures().falseRate();
    String name = names().stream().filter(any -> any.endsWith(".folded")).findFirst().orElseThrow();
    FoldedTags filter = new FoldedTags(files.open(directory.resolve(name)).longs());
    long refused =
        LongStream.range(1_000_000, 1_100_000)
            .map(number -> HASH.fingerprint(tag(number), 0))
            .filter(filter::mayContain)
            .count();
    assertThat(refused / 100_000.0).isBetween(told * 0.7, told * 1.3);
  }

  /** The filter is whole before the window goes, so what a kill leaves knows too much. */
  @Test
  void killedWhileFolding_knowsAllTheSame() throws IOException {
    fill(0, 380);
    Path oldest = directory.resolve(names().get(0));
    byte[] window = Files.readAllBytes(oldest);
    fill(380, 700);
    assertThat(oldest).doesNotExist();
    Files.write(oldest, window);
    Files.write(directory.resolve("0000000099.window.tmp"), new byte[7]);
    Files.write(directory.resolve("0000000000.window"), new byte[0]); // cut, not deleted yet
    open();
    assertThat(LongStream.range(0, 700).mapToObj(this::add)).doesNotContain(Answer.NEW);
    assertThat(names()).doesNotContain("0000000099.window.tmp", "0000000000.window");
  }

  @Test
  void moreMemory_foldsIntoAnotherFilter() throws IOException {
    fill(0, 700);
    open(new ReplaySizes(64, 128, 4096, 4096, 16));
    fill(700, 1500);
    assertThat(names().stream().filter(name -> name.endsWith(".folded"))).hasSize(2);
    assertThat(LongStream.range(0, 1500).mapToObj(this::add)).doesNotContain(Answer.NEW);
  }

  @Test
  void lessMemory_foldsWhatIsTooMuch() throws IOException {
    fill(0, 380);
    open(new ReplaySizes(16, 16, 256, 1024, 16));
    fill(380, 420);
    assertThat(tags.figures().foldedTags()).isPositive();
    assertThat(LongStream.range(0, 380).mapToObj(this::add)).doesNotContain(Answer.NEW);
  }

  @Test
  void fullDisk_goesToMemoryThenRefuses_andSettlesWhenThereIsRoom() throws IOException {
    files.full = true;
    fill(0, 60);
    assertThat(tags.figures().waitingTags()).isEqualTo(12);
    assertThat(add(100)).as("no more room in memory either").isEqualTo(Answer.PERHAPS_SEEN);
    assertThat(add(59)).isEqualTo(Answer.SEEN);
    assertThat(tags.figures().refusedForRoom()).isEqualTo(1);
    assertThat(tags.figures().failures()).isPositive();

    files.full = false;
    tags.maintain();
    assertThat(tags.figures().waitingTags()).isZero();
    assertThat(add(100)).isEqualTo(Answer.NEW);
    open();
    assertThat(LongStream.range(0, 60).mapToObj(this::add)).containsOnly(Answer.SEEN);
  }

  @Test
  void fullDisk_fromTheStart_opensAllTheSame() throws IOException {
    files.full = true;
    directory = parent.resolve("other");
    tags = MappedTags.open(files, directory, HASH, TINY, asked::incrementAndGet);
    assertThat(add(1)).isEqualTo(Answer.NEW);
    assertThat(add(1)).isEqualTo(Answer.SEEN);
  }

  @Test
  void fullDisk_isAskedAboutOnce() {
    files.full = true;
    for (int number = 0; number < 60; number++) {
      add(number);
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void failedSync_isTriedAgain() {
    add(1);
    files.unsyncable = true;
    tags.maintain();
    tags.maintain();
    assertThat(tags.figures().failures()).isEqualTo(2);
    files.unsyncable = false;
    tags.maintain();
    tags.maintain();
    assertThat(tags.figures().failures()).isEqualTo(2);
    assertThat(add(1)).isEqualTo(Answer.SEEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000000007.window", "0000000007.folded"})
  void fileOfAWrongLength_isNotTakenForNothing(String name) throws IOException {
    Files.write(directory.resolve(name), new byte[100]);
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anySequence_answersAsAHashSetWould(long seed) throws IOException {
    Random random = new Random(seed);
    Set<Long> model = new HashSet<>();
    for (int step = 0; step < 3000; step++) {
      long number = random.nextInt(2000);
      Answer answer = add(number);
      if (model.contains(number)) {
        assertThat(answer).as("seed " + seed + " step " + step).isNotEqualTo(Answer.NEW);
      } else {
        assertThat(answer).as("seed " + seed + " step " + step).isNotEqualTo(Answer.SEEN);
        if (answer == Answer.NEW) {
          model.add(number);
        }
      }
      if (random.nextInt(40) == 0) {
        files.full = random.nextInt(3) == 0;
        tags.maintain();
      }
      if (random.nextInt(300) == 0) {
        files.full = false;
        tags.maintain(); // or what waits in memory would be lost, as it may
        open();
      }
    }
    assertThat(model).hasSizeGreaterThan(300);
  }

  @Test
  void discard_leavesNothing() throws IOException {
    fill(0, 700);
    tags.discard();
    assertThat(directory).doesNotExist();
    try (Stream<Path> left = Files.list(parent)) {
      assertThat(left).isEmpty();
    }
  }
}
