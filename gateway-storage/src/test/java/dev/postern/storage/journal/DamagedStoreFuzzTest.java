package dev.postern.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.InboxStore;
import dev.postern.storage.Some;
import dev.postern.storage.StoreException;
import dev.postern.storage.StoredMessage;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * First whether it stopped cleanly and which checksums get right, then damage to a store's files:
 * it opens, or is refused in one line. If it has to read its journal, it holds the messages that a
 * plain reading of the files finds (docs/store-format.md), and nothing else; so does a snapshot.
 * Opened again, it holds the same.
 */
class DamagedStoreFuzzTest extends FuzzTarget {
  private static final JournalOptions OPTIONS = Small.OPTIONS;
  private static final int UNCLEAN = 1;
  private static final int SEAL_RECORDS = 2;
  private static final int SEAL_SMALL_FILES = 4;

  private final SortedMap<String, byte[]> sample = sample();

  @Override
  protected void check(byte[] input) throws IOException {
    FuzzInput fuzz = new FuzzInput(input);
    int flags = fuzz.number();
    SortedMap<String, byte[]> files = new TreeMap<>(sample);
    if ((flags & UNCLEAN) != 0) {
      files.remove(CleanMarker.FILE);
      files.remove("index.mapdb");
    }
    StoreEdits.apply(fuzz, files);
    seal(flags, files);
    Path directory = Files.createTempDirectory("postern-fuzz");
    try {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path path = directory.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
      checkStore(directory, files, (flags & UNCLEAN) != 0 && !files.containsKey("clean"));
    } finally {
      SampleStore.delete(directory);
    }
  }

  private static void seal(int flags, SortedMap<String, byte[]> files) {
    files.forEach(
        (name, file) -> {
          boolean journal = name.contains("/");
          if ((flags & SEAL_RECORDS) != 0 && journal && file.length >= FileHeader.BYTES) {
            Sealing.sealRecords(file);
          } else if ((flags & SEAL_SMALL_FILES) != 0 && !journal && !name.endsWith(".mapdb")) {
            Sealing.sealEnd(file);
          }
        });
  }

  private static void checkStore(Path directory, Map<String, byte[]> files, boolean rebuilds)
      throws IOException {
    PlainStore plain = new PlainStore(files);
    if (rebuilds) {
      try (StoreSnapshot snapshot = StoreSnapshot.read(directory)) {
        assertThat(positions(snapshot)).isEqualTo(plain.positions());
      } catch (StoreException e) {
        assertThat(e).hasMessageNotContaining("\n");
      }
    }
    Map<DestinationAddress, SortedMap<Long, ByteBuffer>> first;
    try (JournalStore store = open(directory)) {
      first = contents(store, plain);
      if (rebuilds) {
        assertThat(first).isEqualTo(plain.messages());
      } else {
        plain.assertHas(first);
      }
    } catch (StoreException e) {
      assertThat(e).hasMessageNotContaining("\n");
      return;
    }
    try (JournalStore store = open(directory)) {
      assertThat(contents(store, plain)).isEqualTo(first);
    }
  }

  private static JournalStore open(Path directory) throws StoreException {
    return JournalStore.open(directory, OPTIONS, SampleStore.files());
  }

  private static Map<DestinationAddress, SortedMap<Long, ByteBuffer>> contents(
      JournalStore store, PlainStore plain) {
    Map<DestinationAddress, SortedMap<Long, ByteBuffer>> contents =
        new TreeMap<>(PlainStore.BY_ADDRESS);
    for (DestinationAddress owner : plain.owners()) {
      for (StoredMessage message : Some.all(store, owner, InboxStore.BEFORE_ALL)) {
        contents
            .computeIfAbsent(owner, any -> new TreeMap<>())
            .put(message.position(), message.content());
      }
    }
    return contents;
  }

  private static Map<DestinationAddress, List<Long>> positions(StoreSnapshot snapshot) {
    Map<DestinationAddress, List<Long>> positions = new TreeMap<>(PlainStore.BY_ADDRESS);
    snapshot
        .owners()
        .forEach(
            (owner, messages) -> {
              List<Long> live = messages.live().stream().map(FoundMessages.Live::position).toList();
              if (!live.isEmpty()) {
                positions.put(owner, live);
              }
            });
    return positions;
  }

  private static SortedMap<String, byte[]> sample() {
    try {
      Path store = SampleStore.make(OPTIONS, 500);
      SortedMap<String, byte[]> files = new TreeMap<>();
      for (Path file : OnDisk.files(store)) {
        String name = store.relativize(file).toString();
        if (!name.equals("lock")) {
          files.put(name, Files.readAllBytes(file));
        }
      }
      SampleStore.delete(store);
      return files;
    } catch (IOException e) {
      throw new AssertionError("no store to damage", e);
    }
  }

  @Override
  protected List<byte[]> seeds() {
    return List.of(
        FuzzInput.numbers(0),
        FuzzInput.numbers(UNCLEAN),
        FuzzInput.of(FuzzInput.numbers(0), StoreEdits.edit(0, 2, 100, (byte) 9)),
        FuzzInput.of(FuzzInput.numbers(UNCLEAN), StoreEdits.edit(1, 0, 130)),
        FuzzInput.of(FuzzInput.numbers(UNCLEAN), StoreEdits.edit(5, 0, 70)),
        FuzzInput.of(
            FuzzInput.numbers(UNCLEAN + SEAL_RECORDS), StoreEdits.edit(0, 1, 80, (byte) 2)),
        FuzzInput.of(
            FuzzInput.numbers(UNCLEAN + SEAL_RECORDS), StoreEdits.edit(5, 2, 78, (byte) 2)),
        FuzzInput.of(
            FuzzInput.numbers(UNCLEAN), StoreEdits.edit(5, 0, 64), StoreEdits.edit(2, 1, 0)),
        FuzzInput.of(FuzzInput.numbers(SEAL_SMALL_FILES), StoreEdits.edit(0, 0, 15, (byte) 9)));
  }

  @Override
  protected int maxBytes() {
    return 200;
  }

  @Override
  protected int mutantsDivisor() {
    return 100;
  }
}
