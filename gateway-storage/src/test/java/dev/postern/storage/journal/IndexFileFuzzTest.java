package dev.postern.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An index that MapDB wrote, with damage: it is not whole, or its entries come in their order, and
 * it is the one of that clean stop. The file stays as it was.
 */
class IndexFileFuzzTest extends FuzzTarget {
  private static final String INDEX = "index.mapdb";
  private static final long GENERATION = 0x1122_3344_5566_7788L;
  private static final int ALICES = 40;

  private final Path directory;
  private final byte[] index;

  IndexFileFuzzTest() throws IOException {
    directory = Files.createTempDirectory("postern-fuzz");
    directory.toFile().deleteOnExit();
    Path file = directory.resolve(INDEX);
    file.toFile().deleteOnExit();
    Inbox alice = new Inbox();
    for (int i = 1; i <= ALICES; i++) {
      alice.add(i, new Location(1, 64 * i, 4));
    }
    Inbox bob = new Inbox();
    bob.add(3, new Location(2, 64, 100));
    SortedMap<DestinationAddress, Inbox> inboxes = new TreeMap<>(PlainStore.BY_ADDRESS);
    inboxes.put(SampleStore.ALICE, alice);
    inboxes.put(SampleStore.BOB, bob);
    IndexFile.write(file, GENERATION, inboxes);
    index = Files.readAllBytes(file);
  }

  private record Entry(DestinationAddress owner, long position) {}

  @Override
  protected void check(byte[] input) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put(INDEX, index);
    StoreEdits.apply(new FuzzInput(input), files);
    Path file = directory.resolve(INDEX);
    byte[] content = files.get(INDEX);
    Files.deleteIfExists(file);
    if (content != null) {
      Files.write(file, content);
    }
    List<Entry> entries = new ArrayList<>();
    boolean whole =
        IndexFile.read(
            file, GENERATION, (owner, position, at) -> entries.add(new Entry(owner, position)));
    for (int i = 1; i < entries.size(); i++) {
      assertThat(isBefore(entries.get(i - 1), entries.get(i))).isTrue();
    }
    if (content != null && Arrays.equals(content, index)) {
      assertThat(whole).isTrue();
      assertThat(entries).hasSize(ALICES + 1);
    }
    assertThat(IndexFile.read(file, GENERATION + 1, (owner, position, at) -> {})).isFalse();
    if (content != null) {
      assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }
  }

  private static boolean isBefore(Entry first, Entry second) {
    int owners = PlainStore.BY_ADDRESS.compare(first.owner, second.owner);
    return owners < 0 || (owners == 0 && Long.compareUnsigned(first.position, second.position) < 0);
  }

  @Override
  protected List<byte[]> seeds() {
    return List.of(
        FuzzInput.numbers(),
        StoreEdits.edit(0, 0, 8, (byte) 9),
        StoreEdits.edit(1, 0, 5000),
        StoreEdits.edit(5, 0, 40),
        FuzzInput.of(StoreEdits.edit(5, 0, 200), StoreEdits.edit(0, 0, 300, (byte) -1)));
  }

  @Override
  protected int maxBytes() {
    return 200;
  }

  @Override
  protected int mutantsDivisor() {
    return 40;
  }
}
