package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBException;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/**
 * Where the record of each message stands: a MapDB file beside the journal, which holds nothing
 * that the journal doesn't. It is opened only after a clean stop, and otherwise made anew.
 *
 * <pre>
 *   owner (32) ‖ position (8)  →  segment (4) ‖ offset (4) ‖ length (4)
 * </pre>
 *
 * <p>Thread-safe: one thread changes it, others look things up. A lock of our own stands around
 * MapDB's, so that what a reader finds can't be taken away before it has hold of the segment.
 */
final class MessageIndex {
  private static final String MAP = "messages";
  private static final String GENERATION = "generation";
  private static final int KEY_BYTES = DestinationAddress.BYTES + Long.BYTES;
  private static final int VALUE_BYTES = 3 * Integer.BYTES;

  private final DB db;
  private final BTreeMap<byte[], byte[]> map;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private MessageIndex(DB db, BTreeMap<byte[], byte[]> map) {
    this.db = db;
    this.map = map;
  }

  /** Takes an entry: whose, at which position, and where it stands. */
  interface EntryConsumer {
    void accept(DestinationAddress owner, long position, Location location);
  }

  /** Makes an index in place of the one that may be there. */
  static MessageIndex create(Path file, Consumer<EntryConsumer> entriesInOrder) throws IOException {
    Files.deleteIfExists(file);
    DB db = open(file);
    DiskFiles.keepToOwner(file);
    DB.TreeMapSink<byte[], byte[]> sink =
        db.treeMap(MAP, Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY).createFromSink();
    entriesInOrder.accept(
        (owner, position, location) -> sink.put(key(owner, position), value(location)));
    return new MessageIndex(db, sink.create());
  }

  /** The index that a clean stop left; null if it is another one, or not whole. */
  static @Nullable MessageIndex reopen(Path file, long generation) {
    if (!Files.exists(file)) {
      return null;
    }
    DB db = null;
    try {
      db = open(file);
      if (db.atomicLong(GENERATION).createOrOpen().get() == generation) {
        return new MessageIndex(
            db, db.treeMap(MAP, Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY).open());
      }
    } catch (DBException | IllegalArgumentException | IllegalStateException e) {
      // Said by the caller, who rebuilds: there is nothing in it that could be lost.
    }
    if (db != null) {
      db.close();
    }
    return null;
  }

  private static DB open(Path file) {
    DBMaker.Maker maker = DBMaker.fileDB(file.toFile());
    // Memory-mapped: a look-up through read(2) takes two to three times as long. No lock of its
    // own: the directory has one.
    return maker.fileMmapEnable().fileLockDisable().make();
  }

  void put(DestinationAddress owner, long position, Location location) {
    lock.writeLock().lock();
    try {
      map.put(key(owner, position), value(location));
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Nullable Location get(DestinationAddress owner, long position) {
    return find(owner, position, location -> location);
  }

  /** Looks up, and does something with what was found while nothing can change. */
  <T> @Nullable T find(
      DestinationAddress owner, long position, Function<Location, T> whileItStands) {
    lock.readLock().lock();
    try {
      byte[] value = map.get(key(owner, position));
      return value == null ? null : whileItStands.apply(location(value));
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Takes one entry out; where it stood. */
  @Nullable Location remove(DestinationAddress owner, long position) {
    lock.writeLock().lock();
    try {
      byte[] value = map.remove(key(owner, position));
      return value == null ? null : location(value);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Takes out an owner's entries up to and with a position. */
  void removeUpTo(DestinationAddress owner, long position, Consumer<Location> removed) {
    lock.writeLock().lock();
    try {
      Map<byte[], byte[]> range = map.subMap(key(owner, 0), true, key(owner, position), true);
      for (byte[] key : range.keySet().toArray(new byte[0][])) {
        byte[] value = map.remove(key);
        if (value != null) {
          removed.accept(location(value));
        }
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Goes through all entries, by owner and position. Nothing may change meanwhile. */
  void forEach(EntryConsumer consumer) {
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

  /** Leaves a whole file, which {@link #reopen} knows by the generation. */
  void close(long generation) {
    db.atomicLong(GENERATION).createOrOpen().set(generation);
    close();
  }

  /** Leaves a file that is to be thrown away. */
  void close() {
    db.close();
  }

  private static byte[] key(DestinationAddress owner, long position) {
    byte[] key = new byte[KEY_BYTES];
    owner.write(key, 0);
    ByteBuffer.wrap(key).putLong(DestinationAddress.BYTES, position);
    return key;
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
