package dev.postern.storage.journal;

import static dev.postern.storage.Some.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.InboxStore;
import dev.postern.storage.Some;
import dev.postern.testing.Garbage;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How much the store allocates for a message: its bytes once, and little besides. The bounds are a
 * little above what the interpreter allocates; where a compiler gets at it, it is less.
 */
@Timeout(60)
class StoreGarbageTest {
  private static final DestinationAddress ALICE = Some.client(1);

  @TempDir Path directory;
  private final CountedFiles files = new CountedFiles();
  private JournalStore store;
  private InboxStore inboxes;

  @BeforeEach
  void open() throws Exception {
    store = JournalStore.open(directory, JournalOptions.DEFAULT, files);
    inboxes = store.inboxes();
    await(store.clients().register(Some.registration(ALICE)));
  }

  @AfterEach
  void close() {
    files.letGo();
    store.close();
  }

  /** The rest is the message's place in the inbox and in the queue, and its future. */
  @ParameterizedTest
  @ValueSource(ints = {0, 21, 2048, 32768})
  void append_allocatesTheMessageOnce(int length) throws Exception {
    byte[] packet = new byte[length + 1000];
    assertThat(Garbage.bytes(() -> inboxes.append(ALICE, packet, 500, length)))
        .isBetween((long) length, length + 320L);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 21, 2048, 32768})
  void removeUpTo_allocatesNothingThatGrowsWithTheMessage(int length) throws Exception {
    byte[] packet = new byte[length];
    assertThat(
            Garbage.bytes(
                () -> {
                  inboxes.append(ALICE, packet, 0, length);
                  inboxes.removeUpTo(ALICE, Long.MAX_VALUE);
                }))
        .isLessThanOrEqualTo(length + 832L);
  }

  /** What a session does after each wake: whatever is fresh is handed out as it is. */
  @Test
  void read_ofWhatIsInMemory_copiesNoMessage() throws Exception {
    assertThat(Garbage.bytes(this::read)).as("an empty inbox").isLessThanOrEqualTo(704);
    append(1);
    assertThat(Garbage.bytes(this::read)).as("one message").isLessThanOrEqualTo(640);
    append(63);
    assertThat(Garbage.bytes(this::read)).as("64 messages").isLessThanOrEqualTo(640 + 63 * 48);
  }

  /** On the writer's thread, from the queue to the disk; the group's buffer is always the same. */
  @ParameterizedTest
  @ValueSource(ints = {21, 2048})
  void write_ofAGroup_allocatesNothingThatGrowsWithTheMessages(int length) throws Exception {
    int messages = 1000;
    byte[] packet = new byte[length];
    files.holdForces();
    inboxes.append(ALICE, packet, 0, length);
    Thread writer = files.awaitHeld();
    long before = Garbage.allocatedBy(writer);
    for (int message = 0; message < messages; message++) {
      inboxes.append(ALICE, packet, 0, length);
    }
    files.letGo();
    Eventually.until(() -> store.intake().writerRests());
    assertThat((Garbage.allocatedBy(writer) - before) / messages).isLessThanOrEqualTo(400);
  }

  private void append(int messages) {
    for (int message = 0; message < messages; message++) {
      inboxes.append(ALICE, new byte[2048], 0, 2048);
    }
  }

  private void read() {
    var unused = inboxes.read(ALICE, InboxStore.BEFORE_ALL, 64, 1 << 20);
  }
}
