package dev.postern.storage.journal;

import static dev.postern.storage.Some.append;
import static dev.postern.storage.Some.await;
import static dev.postern.storage.Some.inbox;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Some;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that is not whole: all that is whole in it is there, and nothing else. */
class DamagedJournalTest {
  private static final DestinationAddress ALICE = Some.client(1);
  private static final int RECORD = RecordFormat.bytes("message 1".length());

  @TempDir Path parent;
  private Path original;

  @BeforeEach
  void storeThreeMessages() throws Exception {
    original = parent.resolve("original");
    try (JournalStore store = open(original)) {
      await(store.clients().register(Some.registration(ALICE)));
      for (int i = 1; i <= 3; i++) {
        await(append(store, ALICE, "message " + i).safe());
      }
    }
    OnDisk.forgetCleanStop(original);
    assertThat(Files.size(OnDisk.lastSegment(original))).isEqualTo(FileHeader.BYTES + 3 * RECORD);
  }

  @Test
  void open_besideFilesWhoseNamesAreNoneOfOurs_leavesThemAlone() throws Exception {
    Path segment = OnDisk.lastSegment(original);
    Path registry = original.resolve("registrations");
    for (Path other :
        List.of(
            segment.resolveSibling("9999999999.segment"),
            registry.resolve("9999999999.registry"),
            registry.resolve("notes.registry"))) {
      Files.writeString(other, "somebody's");
    }
    try (JournalStore store = open(original)) {
      assertThat(inbox(store, ALICE)).hasSize(3);
    }
    assertThat(segment.resolveSibling("9999999999.segment")).hasContent("somebody's");
    assertThat(registry.resolve("notes.registry")).hasContent("somebody's");
  }

  @Test
  void open_withTheLastRecordCutAtAnyByte_holdsTheOthers_andGoesOn() throws Exception {
    for (int cut = 1; cut <= RECORD; cut++) {
      Path copy = OnDisk.copy(original, parent.resolve("cut " + cut));
      OnDisk.cut(OnDisk.lastSegment(copy), cut);
      assertHoldsTwo_andGoesOn(copy, 0);
    }
  }

  @Test
  void open_withZerosAtTheEnd_holdsAll() throws Exception {
    Path segment = OnDisk.lastSegment(original);
    byte[] bytes = Files.readAllBytes(segment);
    Files.write(segment, Arrays.copyOf(bytes, bytes.length + 5000));
    try (JournalStore store = open(original)) {
      assertThat(inbox(store, ALICE)).containsExactly("message 1", "message 2", "message 3");
      assertThat(store.status().damaged()).isZero();
    }
    assertThat(Files.size(segment)).isEqualTo(bytes.length);
  }

  /** By its own length it was all there: so no crash left it like that. */
  @Test
  void open_withAByteOfTheLastRecordChanged_keepsACopy_andCutsIt() throws Exception {
    for (int at = 17; at < RECORD; at += 3) {
      Path copy = OnDisk.copy(original, parent.resolve("flip " + at));
      OnDisk.flipBit(OnDisk.lastSegment(copy), FileHeader.BYTES + 2 * RECORD + at);
      byte[] damaged =
          Arrays.copyOfRange(
              Files.readAllBytes(OnDisk.lastSegment(copy)),
              FileHeader.BYTES + 2 * RECORD,
              FileHeader.BYTES + 3 * RECORD);
      assertHoldsTwo_andGoesOn(copy, 1);
      assertThat(OnDisk.files(copy.resolve("quarantine")))
          .singleElement()
          .satisfies(kept -> assertThat(Files.readAllBytes(kept)).isEqualTo(damaged));
    }
  }

  /** Without its mark or its length it can't be told from what a crash leaves. */
  @Test
  void open_withTheMarkOrLengthOfTheLastRecordChanged_cutsIt() throws Exception {
    for (int at : new int[] {0, 3, 7, 12, 13, 14}) {
      Path copy = OnDisk.copy(original, parent.resolve("flip " + at));
      OnDisk.flipBit(OnDisk.lastSegment(copy), FileHeader.BYTES + 2 * RECORD + at);
      assertHoldsTwo_andGoesOn(copy, 0);
    }
  }

  @Test
  void open_withAByteInTheMiddleChanged_keepsTheOthers_andReportsIt() throws Exception {
    for (int at = 0; at < RECORD; at += 3) {
      Path copy = OnDisk.copy(original, parent.resolve("flip " + at));
      OnDisk.flipBit(OnDisk.lastSegment(copy), FileHeader.BYTES + RECORD + at);
      byte[] damaged =
          Arrays.copyOfRange(
              Files.readAllBytes(OnDisk.lastSegment(copy)),
              FileHeader.BYTES + RECORD,
              FileHeader.BYTES + 2 * RECORD);
      try (JournalStore store = open(copy)) {
        assertThat(inbox(store, ALICE)).as("byte %d", at).containsExactly("message 1", "message 3");
        assertThat(store.inboxes().usage(ALICE).messages()).isEqualTo(2);
        assertThat(store.status().damaged()).isEqualTo(1);
      }
      assertThat(OnDisk.files(copy.resolve("quarantine")))
          .singleElement()
          .satisfies(kept -> assertThat(Files.readAllBytes(kept)).isEqualTo(damaged));
    }
  }

  @Test
  void open_withAByteOfTheFileHeaderChanged_readsTheRecords() throws Exception {
    for (int at = 0; at < FileHeader.BYTES; at += 5) {
      Path copy = OnDisk.copy(original, parent.resolve("flip " + at));
      OnDisk.flipBit(OnDisk.lastSegment(copy), at);
      try (JournalStore store = open(copy)) {
        assertThat(inbox(store, ALICE)).hasSize(3);
      }
    }
  }

  @Test
  void open_withAFileOfWhichNothingCanBeRead_movesItAway() throws Exception {
    Path segment = OnDisk.lastSegment(original);
    Files.write(segment, new byte[1000]);
    try (JournalStore store = open(original)) {
      assertThat(inbox(store, ALICE)).isEmpty();
      assertThat(store.status().damaged()).isEqualTo(1);
    }
    assertThat(original.resolve("quarantine").resolve(segment.getFileName())).hasSize(1000);
  }

  @Test
  void open_withASegmentWhoseHeaderWasNotFinished_goesOnWithout() throws Exception {
    for (int bytes : new int[] {0, 1, 63, 64}) {
      Path copy = OnDisk.copy(original, parent.resolve("bytes " + bytes));
      Files.write(copy.resolve("messages").resolve(Journal.fileName(2)), new byte[bytes]);
      try (JournalStore store = open(copy)) {
        assertThat(inbox(store, ALICE)).hasSize(3);
        assertThat(store.status().damaged()).isZero();
      }
    }
  }

  @Test
  void read_ofARecordThatWasDamagedMeanwhile_skipsIt_andReportsItOnce() throws Exception {
    try (JournalStore store = JournalStore.open(original, Small.OPTIONS)) {
      OnDisk.flipBit(OnDisk.segments(original).get(0), FileHeader.BYTES + RECORD + 60);
      assertThat(inbox(store, ALICE)).containsExactly("message 1", "message 3");
      assertThat(inbox(store, ALICE)).containsExactly("message 1", "message 3");
      assertThat(store.status().damaged()).isEqualTo(1);
      assertThat(store.inboxes().usage(ALICE).messages()).isEqualTo(2);
    }
    assertThat(OnDisk.files(original.resolve("quarantine"))).hasSize(1);
  }

  @Test
  void read_whoseFirstMessageIsDamaged_isNotEmptyWhileThereAreOthers() throws Exception {
    try (JournalStore store = JournalStore.open(original, Small.OPTIONS)) {
      OnDisk.flipBit(OnDisk.segments(original).get(0), FileHeader.BYTES + 60);
      assertThat(Some.texts(await(store.inboxes().read(ALICE, 0, 1, 1000)).messages()))
          .containsExactly("message 2");
    }
  }

  @Test
  void aMessageThatLooksLikeARecord_isNotTakenForOne() throws Exception {
    byte[] segment = Files.readAllBytes(OnDisk.lastSegment(original));
    // Records of this store, but of another file: marks differ from file to file.
    byte[] forged = Arrays.copyOfRange(segment, FileHeader.BYTES, segment.length);
    Path victim = parent.resolve("victim");
    try (JournalStore store = open(victim)) {
      await(store.clients().register(Some.registration(ALICE)));
      store.inboxes().append(ALICE, forged, 0, forged.length);
      append(store, ALICE, "behind");
    }
    OnDisk.forgetCleanStop(victim);
    OnDisk.flipBit(OnDisk.lastSegment(victim), FileHeader.BYTES + 20);
    try (JournalStore store = open(victim)) {
      assertThat(inbox(store, ALICE)).containsExactly("behind");
    }
  }

  @Test
  void registrations_withTheLastRecordCutAtAnyByte_holdTheOthers() throws Exception {
    Path base = parent.resolve("registrations");
    try (JournalStore store = open(base)) {
      await(store.clients().register(Some.registration(ALICE)));
      await(store.clients().register(Some.registration(Some.client(2))));
    }
    OnDisk.forgetCleanStop(base);
    long record = RecordFormat.bytes(RegistrationPayload.encode(Some.registration(ALICE)).limit());
    for (int cut = 1; cut <= record; cut++) {
      Path copy = OnDisk.copy(base, parent.resolve("cut registration " + cut));
      OnDisk.cut(OnDisk.files(copy.resolve("registrations")).get(0), cut);
      try (JournalStore store = open(copy)) {
        assertThat(store.clients().count()).isEqualTo(1);
        assertThat(await(store.clients().find(ALICE))).contains(Some.registration(ALICE));
      }
    }
  }

  /** Its checksum is right, so a defect of ours or another program wrote it. */
  @Test
  void registrations_withARecordTooShortForOne_holdTheOthers_andReportIt() throws Exception {
    Path registry = OnDisk.files(original.resolve("registrations")).get(0);
    byte[] file = Files.readAllBytes(registry);
    ByteBuffer record = ByteBuffer.allocate(RecordFormat.bytes(3));
    RecordFormat.encode(
        record,
        ByteBuffer.wrap(file).getLong(24),
        RecordType.REGISTERED,
        Some.client(2),
        0,
        ByteBuffer.allocate(3));
    Files.write(registry, record.array(), StandardOpenOption.APPEND);
    try (JournalStore store = open(original)) {
      assertThat(await(store.clients().find(ALICE))).isPresent();
      assertThat(store.clients().count()).isEqualTo(1);
      assertThat(store.status().damaged()).isEqualTo(1);
    }
  }

  @Test
  void open_withACutThatEndsInAHeader_keepsTheHeader() throws Exception {
    FileHeader next =
        new FileHeader(FileHeader.Kind.MESSAGES, 2, 7, 0, 0, new FileHeader.Cut(1, -1));
    Files.write(original.resolve("messages").resolve(Journal.fileName(2)), next.encode().array());
    try (JournalStore store = open(original)) {
      assertThat(inbox(store, ALICE)).isEmpty();
    }
  }

  @Test
  void open_withACleanMarkerOfMoreSegmentsThanItHolds_readsTheJournal() throws Exception {
    Path clean = original.resolve(CleanMarker.FILE);
    ByteBuffer marker = ByteBuffer.allocate(36);
    marker.put("POSTERNC".getBytes(StandardCharsets.US_ASCII)).putInt(1).putInt(9);
    Sealing.sealEnd(marker.array());
    Files.write(clean, marker.array());
    try (JournalStore store = open(original)) {
      assertThat(inbox(store, ALICE)).hasSize(3);
    }
  }

  private static JournalStore open(Path directory) throws Exception {
    return JournalStore.open(directory, JournalOptions.DEFAULT, new FailingFiles());
  }

  private static void assertHoldsTwo_andGoesOn(Path directory, int damaged) throws Exception {
    try (JournalStore store = open(directory)) {
      assertThat(inbox(store, ALICE)).containsExactly("message 1", "message 2");
      assertThat(store.status().damaged()).isEqualTo(damaged);
      append(store, ALICE, "message 4");
    }
    try (JournalStore store = open(directory)) {
      assertThat(inbox(store, ALICE)).containsExactly("message 1", "message 2", "message 4");
    }
  }
}
