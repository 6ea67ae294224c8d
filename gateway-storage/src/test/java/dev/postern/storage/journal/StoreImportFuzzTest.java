package dev.postern.storage.journal;

import static dev.postern.storage.Some.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.MemoryStore;
import dev.postern.storage.Some;
import dev.postern.storage.StoreException;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * First whether header and records get right checksums, then an archive: every byte of it is part
 * of what may be in one, in this order, and all of it is in the store then; or it is refused, with
 * a sentence that names the file, and nothing is.
 */
class StoreImportFuzzTest extends FuzzTarget {
  private static final int HEADER = 64;
  private static final int RECORD = 60;
  private static final int MESSAGE = 1;
  private static final int REGISTERED = 3;
  private static final int END = 6;

  private final Path file = temporaryFile();

  @Override
  protected void check(byte[] input) throws IOException {
    FuzzInput fuzz = new FuzzInput(input);
    int seal = fuzz.number();
    byte[] archive = fuzz.rest();
    if ((seal & 1) != 0) {
      Sealing.sealHeader(archive);
    }
    if ((seal & 2) != 0 && archive.length >= HEADER) {
      Sealing.sealRecords(archive);
    }
    Files.write(file, archive);
    boolean whole = isWhole(archive);
    try (StoreImport open = StoreImport.open(file);
        MemoryStore store = new MemoryStore()) {
      assertThat(whole).isTrue();
      open.into(store, EnumSet.noneOf(StoreImport.Option.class));
      assertHolds(store, archive, open.contents());
    } catch (StoreException e) {
      assertThat(whole).as(e.getMessage()).isFalse();
      assertThat(e).hasMessageStartingWith(file + " ").hasMessageNotContaining("\n");
    }
  }

  private static boolean isWhole(byte[] archive) {
    ByteBuffer plain = ByteBuffer.wrap(archive);
    if (!Sealing.hasSealedHeader(archive)
        || !new String(archive, 0, 8, StandardCharsets.ISO_8859_1).equals("POSTERNJ")
        || plain.getInt(8) != 1
        || plain.getInt(12) != 3) {
      return false;
    }
    int end = HEADER;
    long registrations = 0;
    long messages = 0;
    boolean ended = false;
    for (int at : Sealing.records(archive, plain.getLong(24))) {
      int length = plain.getInt(at + 12);
      int type = archive[at + 16];
      boolean belongs =
          switch (type) {
            case REGISTERED -> length >= 17 && length >= 17 + (archive[at + RECORD + 16] & 0xff);
            case MESSAGE -> true;
            case END ->
                length == 16
                    && plain.getLong(at + RECORD) == registrations
                    && plain.getLong(at + RECORD + 8) == messages;
            default -> false;
          };
      if (at != end || ended || !belongs) {
        return false;
      }
      registrations += type == REGISTERED ? 1 : 0;
      messages += type == MESSAGE ? 1 : 0;
      ended = type == END;
      end = at + RECORD + length;
    }
    return ended && end == archive.length;
  }

  /** Messages for those who are registered when they come, in the archive's order. */
  private static void assertHolds(MemoryStore store, byte[] archive, ArchiveContents contents) {
    ByteBuffer plain = ByteBuffer.wrap(archive);
    Map<DestinationAddress, List<ByteBuffer>> inboxes = new HashMap<>();
    Set<DestinationAddress> registered = new HashSet<>();
    long messages = 0;
    for (int at : Sealing.records(archive, plain.getLong(24))) {
      DestinationAddress owner = DestinationAddress.read(archive, at + 20);
      if (archive[at + 16] == REGISTERED) {
        registered.add(owner);
      } else if (archive[at + 16] == MESSAGE) {
        messages++;
        if (registered.contains(owner)) {
          inboxes
              .computeIfAbsent(owner, any -> new ArrayList<>())
              .add(plain.slice(at + RECORD, plain.getInt(at + 12)));
        }
      }
    }
    assertThat(contents.messages()).isEqualTo(messages);
    assertThat(store.clients().count()).isEqualTo(registered.size());
    for (DestinationAddress owner : registered) {
      assertThat(await(store.clients().find(owner))).isPresent();
      assertThat(Some.all(store, owner, 0).stream().map(message -> message.content()).toList())
          .isEqualTo(inboxes.getOrDefault(owner, List.of()));
    }
  }

  @Override
  protected List<byte[]> seeds() throws IOException {
    Path store = SampleStore.make();
    Path archive = store.resolve("archive");
    try (StoreSnapshot snapshot = StoreSnapshot.read(store)) {
      StoreExport.write(snapshot, archive);
    }
    byte[] bytes = Files.readAllBytes(archive);
    SampleStore.delete(store);
    List<byte[]> seeds = new ArrayList<>();
    for (int seal = 0; seal < 4; seal++) {
      seeds.add(FuzzInput.of(FuzzInput.numbers(seal), bytes));
    }
    return seeds;
  }

  private static Path temporaryFile() {
    try {
      Path file = Files.createTempFile("postern-fuzz", ".archive");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new AssertionError("no temporary file", e);
    }
  }

  @Override
  protected int maxBytes() {
    return 1000;
  }

  @Override
  protected int mutantsDivisor() {
    return 4;
  }
}
