package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBException;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/**
 * What the inboxes know of the journal, as a clean stop leaves it in a MapDB file, so that the next
 * start need not read the journal. It holds nothing that the journal doesn't.
 *
 * <pre>
 *   owner (32) ‖ position (8)  →  segment (4) ‖ offset (4) ‖ length (4)
 * </pre>
 *
 * <p>While the store is open there is no such file. MapDB grows its files by leaving holes, and a
 * disk without space then ends the thread that writes into one, or the whole process.
 */
final class IndexFile {
  private static final String MAP = "messages";
  private static final String GENERATION = "generation";
  private static final int KEY_BYTES = DestinationAddress.BYTES + Long.BYTES;
  private static final int VALUE_BYTES = 3 * Integer.BYTES;

  private IndexFile() {}

  /** Takes an entry: whose, at which position, and where it stands. */
  interface EntryConsumer {
    void accept(DestinationAddress owner, long position, Location location);
  }

  /** Writes what is on disk of these inboxes, in place of the file that may be there. */
  static void write(Path file, long generation, Map<DestinationAddress, Inbox> inboxes)
      throws IOException {
    Files.deleteIfExists(file);
    try (DB db = open(file)) {
      DiskFiles.keepToOwner(file);
      DB.TreeMapSink<byte[], byte[]> sink =
          db.treeMap(MAP, Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY).createFromSink();
      for (Map.Entry<byte[], Inbox> owner : inKeyOrder(inboxes)) {
        owner
            .getValue()
            .forEachStored(
                (position, location) -> sink.put(key(owner.getKey(), position), value(location)));
      }
      sink.create();
      db.atomicLong(GENERATION).createOrOpen().set(generation);
    } catch (DBException e) {
      throw new IOException("the index can't be written", e);
    }
  }

  /**
   * Reads the file that a clean stop left, by owner and position.
   *
   * @return false if it isn't there, is another one, or is not whole
   */
  static boolean read(Path file, long generation, EntryConsumer consumer) {
    if (!Files.exists(file)) {
      return false;
    }
    try (DB db = open(file)) {
      if (db.atomicLong(GENERATION).createOrOpen().get() != generation) {
        return false;
      }
      forEach(db.treeMap(MAP, Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY).open(), consumer);
      return true;
    } catch (DBException | IllegalArgumentException | IllegalStateException e) {
      return false; // said by the caller, who reads the journal: nothing could be lost here
    }
  }

  private static DB open(Path file) {
    // No lock of its own: the directory has one.
    return DBMaker.fileDB(file.toFile()).fileChannelEnable().fileLockDisable().make();
  }

  private static void forEach(BTreeMap<byte[], byte[]> map, EntryConsumer consumer) {
    Iterator<Map.Entry<byte[], byte[]>> entries = map.entryIterator();
    byte[] lastOwner = new byte[0];
    DestinationAddress owner = null;
    while (entries.hasNext()) {
      Map.Entry<byte[], byte[]> entry = entries.next();
      ByteBuffer key = ByteBuffer.wrap(entry.getKey());
      byte[] bytes = new byte[DestinationAddress.BYTES];
      key.get(bytes);
      if (owner == null || !Arrays.equals(bytes, lastOwner)) {
        owner = DestinationAddress.read(bytes, 0);
        lastOwner = bytes;
      }
      consumer.accept(owner, key.getLong(), location(entry.getValue()));
    }
  }

  /**
   * As MapDB sorts keys, by unsigned bytes: so the file is written from its beginning to its end.
   */
  private static List<Map.Entry<byte[], Inbox>> inKeyOrder(Map<DestinationAddress, Inbox> inboxes) {
    List<Map.Entry<byte[], Inbox>> owners = new ArrayList<>(inboxes.size());
    inboxes.forEach((address, inbox) -> owners.add(Map.entry(address.toBytes(), inbox)));
    owners.sort(Map.Entry.comparingByKey(Arrays::compareUnsigned));
    return owners;
  }

  private static byte[] key(byte[] owner, long position) {
    return ByteBuffer.allocate(KEY_BYTES).put(owner).putLong(position).array();
  }

  private static byte[] value(Location location) {
    return ByteBuffer.allocate(VALUE_BYTES)
        .putInt(location.segment())
        .putInt(location.offset())
        .putInt(location.length())
        .array();
  }

  private static Location location(byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    return new Location(buffer.getInt(), buffer.getInt(), buffer.getInt());
  }
}
