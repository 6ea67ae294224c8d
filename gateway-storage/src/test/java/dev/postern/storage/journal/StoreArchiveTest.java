package dev.postern.storage.journal;

import static dev.postern.storage.Some.append;
import static dev.postern.storage.Some.await;
import static dev.postern.storage.Some.inbox;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.GatewayStore;
import dev.postern.storage.MemoryStore;
import dev.postern.storage.Registration;
import dev.postern.storage.Some;
import dev.postern.storage.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported can be imported, all of it or nothing. */
class StoreArchiveTest {
  private static final DestinationAddress ALICE = Some.client(1);
  private static final DestinationAddress BOB = Some.client(2);
  private static final DestinationAddress CAROL = Some.client(3);
  private static final Set<StoreImport.Option> NONE = EnumSet.noneOf(StoreImport.Option.class);

  @TempDir Path parent;
  private Path store;
  private Path file;

  /** Alice has 3 of 5 messages, Bob 5, Carol none. */
  @BeforeEach
  void storeMessages() throws Exception {
    store = parent.resolve("store");
    file = parent.resolve("backup");
    try (JournalStore open = open(store)) {
      await(open.clients().register(Some.registration(ALICE, "Alice's")));
      await(open.clients().register(Some.registration(BOB, "Bob's")));
      await(open.clients().register(Some.registration(CAROL, "Carol's")));
      for (int i = 0; i < 5; i++) {
        long position = append(open, ALICE, "for Alice " + i).position();
        append(open, BOB, "for Bob " + i);
        if (i == 1) {
          open.inboxes().removeUpTo(ALICE, position);
        }
      }
    }
  }

  private static JournalStore open(Path directory) throws IOException {
    return JournalStore.open(directory, Small.OPTIONS, new FailingFiles());
  }

  private ArchiveContents export() throws IOException {
    try (StoreSnapshot snapshot = StoreSnapshot.read(store)) {
      return StoreExport.write(snapshot, file);
    }
  }

  private ImportedContents importInto(GatewayStore target, Set<StoreImport.Option> options)
      throws IOException {
    try (StoreImport archive = StoreImport.open(file)) {
      return archive.into(target, options);
    }
  }

  private static void assertIsWhole(GatewayStore target) {
    assertThat(inbox(target, ALICE)).containsExactlyElementsOf(texts("for Alice ", 2));
    assertThat(inbox(target, BOB)).containsExactlyElementsOf(texts("for Bob ", 0));
    assertThat(inbox(target, CAROL)).isEmpty();
    assertThat(target.clients().count()).isEqualTo(3);
    assertThat(await(target.clients().find(CAROL))).contains(Some.registration(CAROL, "Carol's"));
  }

  private static Iterable<String> texts(String start, int from) {
    return IntStream.range(from, 5).mapToObj(i -> start + i).toList();
  }

  @Test
  void anImport_intoAnEmptyStore_isTheStore() throws Exception {
    assertThat(export()).isEqualTo(new ArchiveContents(3, 8, 3 * 11 + 5 * 9));
    Path target = parent.resolve("target");
    try (JournalStore open = open(target)) {
      assertThat(importInto(open, NONE)).isEqualTo(new ImportedContents(3, 0, 0, 8, 0));
      assertIsWhole(open);
    }
    OnDisk.forgetCleanStop(target);
    try (JournalStore open = open(target)) {
      assertIsWhole(open);
    }
  }

  @Test
  void anExport_ofAStoreInUse_isTheSame() throws Exception {
    try (JournalStore open = open(store)) {
      export();
      assertIsWhole(open);
    }
    try (MemoryStore target = new MemoryStore()) {
      importInto(target, NONE);
      assertIsWhole(target);
    }
  }

  @Test
  void anExport_toAStream_hasTheSameRecords() throws Exception {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    try (StoreSnapshot snapshot = StoreSnapshot.read(store)) {
      StoreExport.write(snapshot, stream);
    }
    Files.write(file, stream.toByteArray());
    try (MemoryStore target = new MemoryStore()) {
      importInto(target, NONE);
      assertIsWhole(target);
    }
  }

  @Test
  void anExport_isForItsOwnerOnly_andLeavesNothingBeside() throws Exception {
    export();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(parent.toFile().list()).containsExactlyInAnyOrder("store", "backup");
  }

  @Test
  void anExport_overwritesOnlyIfTold() throws Exception {
    Files.writeString(file, "precious");
    assertThatThrownBy(this::export).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("precious");
    try (StoreSnapshot snapshot = StoreSnapshot.read(store)) {
      StoreExport.write(snapshot, file, StandardCopyOption.REPLACE_EXISTING);
    }
    try (StoreImport archive = StoreImport.open(file)) {
      assertThat(archive.contents().messages()).isEqualTo(8);
    }
  }

  @Test
  void anImport_intoAStoreWithMessages_isRefused_unlessTheyAreToBeAdded() throws Exception {
    export();
    try (MemoryStore target = new MemoryStore()) {
      importInto(target, NONE);
      assertThatThrownBy(() -> importInto(target, NONE))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("8 messages");
      assertIsWhole(target);
      assertThat(importInto(target, EnumSet.of(StoreImport.Option.ADD_MESSAGES)))
          .isEqualTo(new ImportedContents(0, 0, 3, 8, 0));
      assertThat(inbox(target, ALICE)).hasSize(6);
    }
  }

  @Test
  void anImport_leavesRegistrationsThatAreThere_unlessTheyAreToBeReplaced() throws Exception {
    export();
    Registration newer = Some.registration(ALICE, "newer");
    try (MemoryStore target = new MemoryStore()) {
      await(target.clients().register(newer));
      assertThat(importInto(target, NONE)).isEqualTo(new ImportedContents(2, 0, 1, 8, 0));
      assertThat(await(target.clients().find(ALICE))).contains(newer);
      target.inboxes().removeUpTo(ALICE, Long.MAX_VALUE);
      target.inboxes().removeUpTo(BOB, Long.MAX_VALUE);
      assertThat(importInto(target, EnumSet.of(StoreImport.Option.REPLACE_REGISTRATIONS)))
          .isEqualTo(new ImportedContents(0, 3, 0, 8, 0));
      assertIsWhole(target);
    }
  }

  @Test
  void aFile_thatIsCutAnywhere_isRefused() throws Exception {
    export();
    byte[] whole = Files.readAllBytes(file);
    for (int size = 0; size < whole.length; size++) {
      Files.write(file, Arrays.copyOf(whole, size));
      assertRefused("size " + size);
    }
  }

  @Test
  void aFile_withAChangedBitAnywhere_isRefused() throws Exception {
    export();
    for (int at = 0; at < Files.size(file); at++) {
      OnDisk.flipBit(file, at);
      assertRefused("byte " + at);
      OnDisk.flipBit(file, at);
    }
    StoreImport.open(file).close();
  }

  @Test
  void aFile_withSomethingBehindItsEnd_isRefused() throws Exception {
    export();
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertThatThrownBy(() -> StoreImport.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("at byte " + whole.length);
  }

  private void assertRefused(String as) {
    assertThatThrownBy(() -> StoreImport.open(file))
        .as(as)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void aFile_ofANewerFormat_saysSo() throws Exception {
    export();
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).putInt(8, 2);
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, 60);
    ByteBuffer.wrap(bytes).putInt(60, (int) crc.getValue());
    Files.write(file, bytes);

    assertThatThrownBy(() -> StoreImport.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("has format 2");
  }

  @Test
  void aSegment_isNoExport() {
    file = OnDisk.segments(store).get(0);
    assertThatThrownBy(() -> StoreImport.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("not what 'store export' wrote");
  }

  @Test
  void anImport_largerThanMayWait_isTaken() throws Exception {
    String large = "x".repeat(500_000);
    try (JournalStore open = JournalStore.open(store, JournalOptions.DEFAULT)) {
      for (int i = 0; i < 40; i++) {
        await(append(open, CAROL, large).safe());
      }
    }
    export();
    try (JournalStore target =
        JournalStore.open(
            parent.resolve("target"), new JournalOptions(1 << 22, 1 << 20, 1 << 20, 0))) {
      assertThat(importInto(target, NONE).messages()).isEqualTo(48);
      assertThat(target.inboxes().usage(CAROL).messages()).isEqualTo(40);
    }
  }
}
