package dev.postern.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A plain reading of a store's segments, by the rules of docs/store-format.md: message records
 * above the highest removal of their owner, wherever they stand.
 */
final class PlainStore {
  static final Comparator<DestinationAddress> BY_ADDRESS =
      Comparator.comparing(DestinationAddress::toBytes, Arrays::compareUnsigned);

  private final Map<DestinationAddress, SortedMap<Long, ByteBuffer>> messages =
      new TreeMap<>(BY_ADDRESS);
  private final Map<DestinationAddress, Long> removed = new HashMap<>();
  private final Set<ByteBuffer> written = new HashSet<>();

  /** Of contents by name. */
  PlainStore(Map<String, byte[]> files) {
    new TreeMap<>(files)
        .forEach(
            (name, file) -> {
              if (name.startsWith("messages/")) {
                read(file);
              }
            });
    messages.forEach(
        (owner, found) ->
            found.keySet().removeIf(position -> position <= removed.getOrDefault(owner, 0L)));
    messages.values().removeIf(Map::isEmpty);
  }

  private void read(byte[] file) {
    if (file.length < FileHeader.BYTES) {
      return;
    }
    ByteBuffer plain = ByteBuffer.wrap(file);
    long mark = plain.getLong(24);
    if (!Sealing.hasSealedHeader(file)) {
      if (file.length < FileHeader.BYTES + 60) {
        return;
      }
      mark = plain.getLong(FileHeader.BYTES);
      List<Integer> found = Sealing.records(file, mark);
      if (found.isEmpty() || found.get(0) != FileHeader.BYTES) {
        return;
      }
    }
    for (int at : Sealing.records(file, mark)) {
      DestinationAddress owner = DestinationAddress.read(file, at + 20);
      long position = plain.getLong(at + 52);
      if (file[at + 16] == 1) {
        written.add(plain.slice(at + 60, plain.getInt(at + 12)));
        messages
            .computeIfAbsent(owner, any -> new TreeMap<>())
            .put(position, plain.slice(at + 60, plain.getInt(at + 12)));
      } else if (file[at + 16] == 2) {
        removed.merge(owner, position, Math::max);
      }
    }
  }

  /** Who has messages, and those of the sample. */
  Set<DestinationAddress> owners() {
    Set<DestinationAddress> owners = new TreeSet<>(BY_ADDRESS);
    owners.addAll(messages.keySet());
    owners.add(SampleStore.ALICE);
    owners.add(SampleStore.BOB);
    return owners;
  }

  Map<DestinationAddress, List<Long>> positions() {
    Map<DestinationAddress, List<Long>> positions = new TreeMap<>(BY_ADDRESS);
    messages.forEach((owner, found) -> positions.put(owner, List.copyOf(found.keySet())));
    return positions;
  }

  /** By owner, and by position. */
  Map<DestinationAddress, SortedMap<Long, ByteBuffer>> messages() {
    return messages;
  }

  /** All that is in some contents is in the files; removed or not. */
  void assertHas(Map<DestinationAddress, SortedMap<Long, ByteBuffer>> contents) {
    contents.values().forEach(inbox -> assertThat(written).containsAll(inbox.values()));
  }
}
