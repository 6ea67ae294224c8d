package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.crypto.SphinxPublicKey;
import dev.postern.storage.SeenTags.Answer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What {@link SeenTags} and {@link ReplayMemory} promise, in their words. */
public abstract class SeenTagsContract {
  private static final SphinxPublicKey KEY = SphinxPublicKey.fromBytes(new byte[32]);
  private static final SphinxPublicKey OTHER_KEY =
      SphinxPublicKey.fromBytes(ByteBuffer.allocate(32).putLong(7).array());

  /** What is tested; closed by the subclass. */
  protected abstract ReplayMemory memory();

  /** The tag of a number. */
  public static byte[] tag(long number) {
    return ByteBuffer.allocate(SeenTags.TAG_BYTES).putLong(24, number).array();
  }

  @Test
  void add_ofATag_isNewOnce() {
    SeenTags tags = memory().packets(KEY);
    assertThat(tags.add(tag(1), 0)).isEqualTo(Answer.NEW);
    assertThat(tags.add(tag(1), 0)).isEqualTo(Answer.SEEN);
    assertThat(tags.add(tag(2), 0)).isEqualTo(Answer.NEW);
  }

  @Test
  void add_readsTheTagWhereItStands() {
    SeenTags tags = memory().packets(KEY);
    byte[] array = ByteBuffer.allocate(50).put((byte) 9).put(5, tag(1)).array();
    assertThat(tags.add(array, 5)).isEqualTo(Answer.NEW);
    array[0] = 1;
    array[37] = 1;
    assertThat(tags.add(array, 5)).isEqualTo(Answer.SEEN);
    assertThat(tags.add(tag(1), 0)).isEqualTo(Answer.SEEN);
  }

  @Test
  void add_whereTheOtherIsThere_isSeenAndAddsNothing() {
    SeenTags tags = memory().packets(KEY);
    tags.add(tag(1), 0);
    assertThat(tags.add(tag(2), 0, tag(1), 0)).isEqualTo(Answer.SEEN);
    assertThat(tags.add(tag(2), 0, tag(3), 0)).isEqualTo(Answer.NEW);
    assertThat(tags.add(tag(2), 0, tag(3), 0)).isEqualTo(Answer.SEEN);
    assertThat(tags.add(tag(3), 0)).as("the other was only looked for").isEqualTo(Answer.NEW);
  }

  @Test
  void sets_knowNothingOfEachOther() {
    assertThat(memory().packets(KEY).add(tag(1), 0)).isEqualTo(Answer.NEW);
    assertThat(memory().packets(OTHER_KEY).add(tag(1), 0)).isEqualTo(Answer.NEW);
    assertThat(memory().logins().add(tag(1), 0)).isEqualTo(Answer.NEW);
    assertThat(memory().packets(KEY).add(tag(1), 0)).isEqualTo(Answer.SEEN);
    assertThat(memory().logins().add(tag(1), 0)).isEqualTo(Answer.SEEN);
  }

  @Test
  void forgetPackets_letsGoOfThatKeyOnly() {
    memory().packets(KEY).add(tag(1), 0);
    memory().packets(OTHER_KEY).add(tag(1), 0);
    memory().forgetPackets(KEY);
    memory().forgetPackets(KEY);
    assertThat(memory().packets(KEY).add(tag(1), 0)).isEqualTo(Answer.NEW);
    assertThat(memory().packets(OTHER_KEY).add(tag(1), 0)).isEqualTo(Answer.SEEN);
  }

  /** Were looking and adding two steps, two threads could both be told that a tag is new. */
  @Test
  void add_bySeveralThreads_isNewToOne() throws Exception {
    SeenTags tags = memory().packets(KEY);
    int threads = 4;
    int rounds = 2000;
    AtomicInteger news = new AtomicInteger();
    CyclicBarrier start = new CyclicBarrier(threads);
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      boolean twin = thread % 2 == 0; // half of them with the tags the other way round
      running.add(
          CompletableFuture.runAsync(
              () -> {
                await(start);
                for (int round = 0; round < rounds; round++) {
                  byte[] one = tag(2L * round + (twin ? 0 : 1));
                  byte[] other = tag(2L * round + (twin ? 1 : 0));
                  if (tags.add(one, 0, other, 0) == Answer.NEW) {
                    news.incrementAndGet();
                  }
                }
              },
              task -> new Thread(task).start()));
    }
    running.forEach(CompletableFuture::join);
    assertThat(news).hasValue(rounds);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
