package dev.postern.storage.journal;

import static dev.postern.storage.Some.append;
import static dev.postern.storage.Some.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Some;
import dev.postern.storage.StoreException;
import dev.postern.storage.Usage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A check of a store finds whatever is wrong, says where, and leaves everything as it is. */
class StoreVerifyTest {
  private static final DestinationAddress ALICE = Some.client(1);
  private static final DestinationAddress BOB = Some.client(2);

  @TempDir Path parent;
  private Path store;

  /** Two segments, 20 messages of which 5 were removed, two registrations. */
  @BeforeEach
  void storeMessages() throws Exception {
    store = parent.resolve("store");
    try (JournalStore open = open()) {
      await(open.clients().register(Some.registration(ALICE)));
      await(open.clients().register(Some.registration(BOB)));
      long confirmed = 0;
      for (int i = 0; i < 10; i++) {
        long position = append(open, ALICE, "for Alice " + i).position();
        await(append(open, BOB, "for Bob " + i).safe());
        confirmed = i == 4 ? position : confirmed;
      }
      open.inboxes().removeUpTo(ALICE, confirmed);
    }
    assertThat(OnDisk.segments(store)).hasSizeGreaterThan(1);
  }

  private JournalStore open() throws IOException {
    return JournalStore.open(store, Small.OPTIONS, new FailingFiles());
  }

  private static StoreReport verify(Path directory) throws IOException {
    try (StoreSnapshot snapshot = StoreSnapshot.read(directory)) {
      return snapshot.verify();
    }
  }

  private static List<String> findings(Path directory) throws IOException {
    return verify(directory).findings().stream().map(StoreFinding::toString).toList();
  }

  @Test
  void verify_aSoundStore_readsAllOfIt() throws Exception {
    StoreReport report = verify(store);

    assertThat(report.findings()).isEmpty();
    assertThat(report.sound()).isTrue();
    assertThat(report.indexRead()).isTrue();
    assertThat(report.records()).isEqualTo(20 + 1 + 2);
    assertThat(report.figures().stored()).isEqualTo(new Usage(15, 5 * 11 + 10 * 9));
    assertThat(report.figures().registrations()).isEqualTo(2);
    assertThat(report.figures().inUse()).isFalse();
  }

  @Test
  void verify_changesNothing() throws Exception {
    Map<String, List<Object>> before = state();
    verify(store);
    assertThat(state()).isEqualTo(before);
  }

  private Map<String, List<Object>> state() throws IOException {
    Map<String, List<Object>> state = new TreeMap<>();
    for (Path file : OnDisk.files(store)) {
      state.put(
          file.toString(),
          List.of(Files.getLastModifiedTime(file), ByteBuffer.wrap(Files.readAllBytes(file))));
    }
    return state;
  }

  @Test
  void verify_findsAFlippedBitAnywhere() throws Exception {
    for (Path file : OnDisk.files(store)) {
      if (file.endsWith("index.mapdb") || file.endsWith("lock")) {
        continue;
      }
      for (int at = 0; at < Files.size(file); at++) {
        OnDisk.flipBit(file, at);
        assertThat(isFound()).as("%s, byte %d", file, at).isTrue();
        OnDisk.flipBit(file, at);
      }
    }
    assertThat(verify(store).sound()).isTrue();
  }

  /** Whether something is found; the records are enough in most cases, and fast. */
  private boolean isFound() throws IOException {
    try (StoreSnapshot snapshot = StoreSnapshot.read(store)) {
      return snapshot.damage() > 0 || !snapshot.verify().sound();
    } catch (StoreException e) {
      return true;
    }
  }

  @Test
  void verify_namesFileAndOffset() throws Exception {
    int record = RecordFormat.bytes("for Alice 0".length());
    OnDisk.flipBit(OnDisk.segments(store).get(0), FileHeader.BYTES + record + 30);

    assertThat(findings(store))
        .contains("messages/0000000001.segment at 135: 69 bytes are no record")
        .anyMatch(line -> line.startsWith("index.mapdb: an entry for position"));
  }

  @Test
  void verify_afterACrash_callsATornEndNoDamage() throws Exception {
    OnDisk.forgetCleanStop(store);
    OnDisk.cut(OnDisk.lastSegment(store), 3);

    StoreReport report = verify(store);

    assertThat(report.sound()).isTrue();
    assertThat(report.indexRead()).isFalse();
    assertThat(report.findings())
        .singleElement()
        .asString()
        .contains("57 bytes that a crash left unfinished; the next start cuts them off");
  }

  @Test
  void verify_findsASegmentThatIsCut_wherever() throws Exception {
    for (Path segment : OnDisk.segments(store)) {
      byte[] whole = Files.readAllBytes(segment);
      for (int size = 0; size < whole.length; size++) {
        Files.write(segment, Arrays.copyOf(whole, size));
        assertThat(isFound()).as("%s of %d bytes", segment, size).isTrue();
      }
      Files.write(segment, whole);
    }
  }

  @Test
  void verify_afterACrash_findsAFinishedSegmentThatIsCutInARecord() throws Exception {
    OnDisk.forgetCleanStop(store);
    OnDisk.cut(OnDisk.segments(store).get(0), 1);

    assertThat(verify(store).sound()).isFalse();
  }

  @Test
  void verify_findsAMissingSegment_andOneTooMany() throws Exception {
    Path first = OnDisk.segments(store).get(0);
    Files.move(first, first.resolveSibling(Journal.fileName(99)));

    assertThat(findings(store))
        .contains(
            "messages/0000000001.segment: it was there at the last stop, and is missing",
            "messages/0000000099.segment: it was not there at the last stop",
            "messages/0000000099.segment at 16: it was made as number 1");
  }

  @Test
  void verify_findsMissingRegistrations() throws Exception {
    Files.delete(OnDisk.files(store.resolve("registrations")).get(0));

    assertThat(findings(store))
        .anyMatch(line -> line.startsWith("registrations: there is no file in it"))
        .contains("registrations: 2 clients with messages are not registered");
  }

  @Test
  void verify_findsAnIndexThatLies() throws Exception {
    long generation;
    try (OpenFile marker = DiskFiles.openToRead(store.resolve("clean"))) {
      generation = CleanMarker.read(marker).generation();
    }
    Inbox alice = new Inbox();
    alice.add(11, new Location(1, 64, 11)); // elsewhere
    alice.add(99, new Location(1, 64, 11)); // not stored
    IndexFile.write(store.resolve("index.mapdb"), generation, Map.of(ALICE, alice));

    assertThat(findings(store))
        .contains(
            "index.mapdb: the entry for position 11 points to another place",
            "index.mapdb: an entry for position 99, which is not stored",
            "index.mapdb: no entry for position 13, which is stored");
  }

  @Test
  void verify_findsAnIndexThatIsMissing_orOfAnotherStop_orNoIndex() throws Exception {
    Path index = store.resolve("index.mapdb");
    byte[] right = Files.readAllBytes(index);
    IndexFile.write(index, 4711, Map.of());
    assertThat(findings(store))
        .containsExactly("index.mapdb: it is not whole, or not the one of the last stop");
    Files.write(index, new byte[100]);
    assertThat(findings(store))
        .containsExactly("index.mapdb: it is not whole, or not the one of the last stop");
    Files.delete(index);
    assertThat(findings(store))
        .containsExactly("index.mapdb: it is missing; the next start reads the whole journal");
    Files.write(index, right);
    assertThat(verify(store).sound()).isTrue();
  }

  @Test
  void verify_anyDamagedIndex_comesToAnEnd() throws Exception {
    Path index = store.resolve("index.mapdb");
    byte[] right = Files.readAllBytes(index);
    int[] used = IntStream.range(0, right.length).filter(at -> right[at] != 0).toArray();
    for (int i = 0; i < used.length; i += Math.max(1, used.length / 100)) {
      byte[] damaged = right.clone();
      damaged[used[i]] ^= (byte) 0x55;
      Files.write(index, damaged);
      assertThat(verify(store).indexRead()).as("byte %d", used[i]).isTrue();
    }
  }

  @Test
  void verify_whileItIsInUse_looksAtAllButTheIndex() throws Exception {
    try (JournalStore open = open()) {
      append(open, BOB, "another one").safe().join();
      StoreReport report = verify(store);
      assertThat(report.sound()).isTrue();
      assertThat(report.figures().inUse()).isTrue();
      assertThat(report.indexRead()).isFalse();
      assertThat(report.figures().stored().messages()).isEqualTo(16);
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("in use");
    }
  }

  @Test
  void verify_tellsOfWhatWasSetAside() throws Exception {
    OnDisk.forgetCleanStop(store);
    OnDisk.flipBit(OnDisk.segments(store).get(0), 100);
    open().close();

    assertThat(findings(store))
        .contains(
            "quarantine/0000000001.segment-64.damaged: bytes of a damaged record or file, set aside before");
  }

  @Test
  void read_aNewerFormat_saysSo() throws Exception {
    Path segment = OnDisk.segments(store).get(0);
    byte[] bytes = Files.readAllBytes(segment);
    CRC32C crc = new CRC32C();
    ByteBuffer.wrap(bytes).putInt(8, 2);
    crc.update(bytes, 0, 60);
    ByteBuffer.wrap(bytes).putInt(60, (int) crc.getValue());
    Files.write(segment, bytes);

    assertThatThrownBy(() -> StoreSnapshot.read(store))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("has format 2, and this version of Postern reads format 1");
  }

  @Test
  void read_aDirectoryWithoutAStore_saysSo() {
    assertThatThrownBy(() -> StoreSnapshot.read(parent.resolve("elsewhere")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("no store in");
  }
}
