package dev.postern.storage.journal;

import static dev.postern.storage.Some.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Appended;
import dev.postern.storage.Some;
import dev.postern.storage.journal.InterposedFiles.Operation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How often the store goes to the disk: what decides how many messages a second become durable, on
 * any disk. Groups are made to gather by a disk that doesn't return from an fsync until the test
 * lets it.
 */
@Timeout(60)
class WriteCountTest {
  private static final String MESSAGES = "messages";
  private static final String REGISTRATIONS = "registrations";
  private static final int CLIENTS = 100;
  private static final byte[] MESSAGE = new byte[2048];

  /** One segment for all, as in a gateway; but groups of at most 256 KiB. */
  private static final int SMALL_GROUP_BYTES = 256 << 10;

  private static final JournalOptions SMALL_GROUPS =
      new JournalOptions(64L << 20, SMALL_GROUP_BYTES, 64L << 20, 16L << 20);

  @TempDir Path directory;
  private final CountedFiles files = new CountedFiles();
  private JournalStore store;

  @BeforeEach
  void open() throws Exception {
    open(JournalOptions.DEFAULT);
    register(0).forEach(Some::await);
    files.forget();
  }

  private void open(JournalOptions options) throws Exception {
    store = JournalStore.open(directory, options, files);
  }

  @AfterEach
  void close() {
    files.letGo();
    store.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100, 1000})
  void append_whatGathersDuringAnFsync_costsOneWriteAndOneFsync(int messages) throws Exception {
    holdAnFsync();
    List<Appended> appended = append(messages);
    assertThat(appended).noneMatch(one -> one.safe().isDone());

    letGo(appended);
    assertThat(files.count(Operation.WRITE, MESSAGES)).isEqualTo(1);
    assertThat(files.count(Operation.FORCE, MESSAGES)).isEqualTo(1);
    assertThat(files.count(Operation.READ, MESSAGES)).isZero();
  }

  @Test
  void append_moreThanOneGroup_costsOneWriteAndOneFsyncForEach() throws Exception {
    store.close();
    open(SMALL_GROUPS);
    files.forget();
    int messages = 1000;
    int inOne = SMALL_GROUP_BYTES / RecordFormat.bytes(MESSAGE.length);
    int groups = (messages + inOne - 1) / inOne;
    holdAnFsync();
    List<Appended> appended = append(messages);

    letGo(appended);
    assertThat(groups).isEqualTo(9);
    assertThat(files.count(Operation.WRITE, MESSAGES)).isEqualTo(groups);
    assertThat(files.count(Operation.FORCE, MESSAGES)).isEqualTo(groups);
  }

  @Test
  void append_oneAfterTheOther_costsOneWriteAndOneFsyncEach() {
    for (int message = 0; message < 50; message++) {
      await(append(client(message)).safe());
    }
    assertThat(files.count(Operation.WRITE, MESSAGES)).isEqualTo(50);
    assertThat(files.count(Operation.FORCE, MESSAGES)).isEqualTo(50);
  }

  @Test
  void removeUpTo_ofAnyNumberOfClients_costsOneWriteAndNoFsync() throws Exception {
    holdAnFsync();
    letGo(append(1000));

    holdAnFsync();
    for (int client = 0; client < CLIENTS; client++) {
      store.inboxes().removeUpTo(client(client), Long.MAX_VALUE);
    }
    letGo(List.of());
    assertThat(store.inboxes().usage().messages()).isZero();
    assertThat(files.count(Operation.WRITE, MESSAGES)).isEqualTo(1);
    assertThat(files.count(Operation.FORCE, MESSAGES)).isZero();
  }

  @Test
  void removeUpTo_amongAppends_goesOutWithThem() throws Exception {
    holdAnFsync();
    List<Appended> appended = append(1000);
    for (int client = 0; client < CLIENTS; client++) {
      store.inboxes().removeUpTo(client(client), appended.get(client).position());
    }
    letGo(appended);
    assertThat(files.count(Operation.WRITE, MESSAGES)).isEqualTo(1);
    assertThat(files.count(Operation.FORCE, MESSAGES)).isEqualTo(1);
  }

  @Test
  void append_confirmedBeforeItsGroupIsTaken_costsNothing() throws Exception {
    holdAnFsync(); // for client 0, which stays out of it
    List<Appended> appended = new ArrayList<>();
    for (int client = 1; client < CLIENTS; client++) {
      appended.add(append(client(client)));
      store.inboxes().removeUpTo(client(client), Long.MAX_VALUE);
    }
    assertThat(appended).noneMatch(one -> one.safe().isDone());
    letGo(appended); // they are safe
    assertThat(files.count(Operation.WRITE, MESSAGES)).isZero();
    assertThat(files.count(Operation.FORCE, MESSAGES)).isZero();
    assertThat(store.status().waitingBytes()).isZero();
  }

  /** Else a start after a crash could give positions away that others had before. */
  @Test
  void append_confirmedButMillionsOfPositionsWereNotWritten_isWritten() throws Exception {
    holdAnFsync();
    store.intake().continueAfter(Rebuild.POSITIONS_IN_FLIGHT / 4 + 2);
    Appended appended = append(client(1));
    store.inboxes().removeUpTo(client(1), appended.position());
    letGo(List.of(appended));
    assertThat(files.count(Operation.WRITE, MESSAGES)).isEqualTo(1);
    assertThat(files.count(Operation.FORCE, MESSAGES)).isEqualTo(1);

    holdAnFsync();
    Appended next = append(client(1));
    store.inboxes().removeUpTo(client(1), next.position());
    letGo(List.of(next));
    assertThat(files.count(Operation.FORCE, MESSAGES)).isZero();
  }

  @Test
  void append_confirmedInPart_writesTheRestAndItsRemovals() throws Exception {
    await(append(client(0)).safe());
    holdAnFsync();
    Appended confirmed = append(client(0));
    Appended rest = append(client(0));
    store.inboxes().removeUpTo(client(0), confirmed.position());
    letGo(List.of(confirmed, rest));
    assertThat(files.count(Operation.WRITE, MESSAGES)).isEqualTo(1);
    assertThat(files.count(Operation.FORCE, MESSAGES)).isEqualTo(1);

    store.close();
    open(JournalOptions.DEFAULT);
    assertThat(store.inboxes().usage(client(0)).messages()).isOne();
    assertThat(await(store.inboxes().read(client(0), 0, 10, 100_000)).messages())
        .singleElement()
        .satisfies(message -> assertThat(message.position()).isEqualTo(rest.position()));
  }

  @Test
  void register_whatGathersDuringAnFsync_costsOneWriteAndOneFsync() throws Exception {
    holdAnFsync();
    List<CompletableFuture<Void>> registered = register(CLIENTS);
    letGo(List.of());
    registered.forEach(Some::await);
    assertThat(files.count(Operation.WRITE, REGISTRATIONS)).isEqualTo(1);
    assertThat(files.count(Operation.FORCE, REGISTRATIONS)).isEqualTo(1);
    assertThat(files.count(Operation.WRITE, MESSAGES)).isZero();
    assertThat(files.count(Operation.FORCE, MESSAGES)).isZero();
  }

  @Test
  void read_whatCameLately_neverGoesToTheDisk() throws Exception {
    int aMiB = (1 << 20) / (MESSAGE.length + 64); // with their records' heads
    holdAnFsync();
    letGo(append(aMiB - 1));
    assertThat(readAll()).isEqualTo(aMiB);
    assertThat(files.count(Operation.READ, MESSAGES)).isZero();
  }

  @Test
  void read_whatCameBeforeARestart_costsOneReadEach() throws Exception {
    append(1000);
    store.close();
    open(JournalOptions.DEFAULT);
    files.forget();
    assertThat(readAll()).isEqualTo(1000);
    assertThat(files.count(Operation.READ, MESSAGES)).isEqualTo(1000);
    assertThat(files.count(Operation.OPEN, MESSAGES)).isZero();
  }

  /** The journal's, for one message; what is done until {@link #letGo} gathers. */
  private void holdAnFsync() {
    files.holdForces();
    append(client(0));
    files.awaitHeld();
    files.forget();
  }

  /** Returns when all that waited is done. */
  private void letGo(List<Appended> appended) throws InterruptedException {
    files.letGo();
    appended.forEach(one -> await(one.safe()));
    Eventually.until(() -> store.intake().writerRests());
  }

  /** So many clients, from that number on. */
  private List<CompletableFuture<Void>> register(int from) {
    List<CompletableFuture<Void>> registered = new ArrayList<>();
    for (int client = from; client < from + CLIENTS; client++) {
      registered.add(store.clients().register(Some.registration(client(client))));
    }
    return registered;
  }

  private List<Appended> append(int messages) {
    List<Appended> appended = new ArrayList<>();
    for (int message = 0; message < messages; message++) {
      appended.add(append(client(message % CLIENTS)));
    }
    return appended;
  }

  private Appended append(DestinationAddress client) {
    return (Appended) store.inboxes().append(client, MESSAGE, 0, MESSAGE.length);
  }

  private int readAll() {
    int messages = 0;
    for (int client = 0; client < CLIENTS; client++) {
      messages += Some.all(store, client(client), 0).size();
    }
    return messages;
  }

  private static DestinationAddress client(int number) {
    return Some.client(number);
  }
}
