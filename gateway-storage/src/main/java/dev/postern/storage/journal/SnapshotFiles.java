package dev.postern.storage.journal;

import dev.postern.storage.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of a store as they stand at one moment, open for reading, while another process may go
 * on writing. Takes no lock and writes nothing.
 *
 * <p>A message has its record in some segment at any time: it is copied forward, durably, before
 * the segment that it stood in is deleted. So a set of segments that holds all that a directory
 * lists, of which none vanished before it was opened, has every message that was stored when the
 * listing began. Being open they stay, whatever becomes of their names.
 */
final class SnapshotFiles implements Closeable {
  private static final int ATTEMPTS = 1000;

  private final FileLayer files = new DiskFiles();
  private final Path directory;
  private final boolean inUse;
  private final List<SnapshotFile> segments = new ArrayList<>();
  private @Nullable SnapshotFile registry;
  private @Nullable CleanMarker marker;
  private boolean markerUnreadable;
  private List<PositionTimes.Mark> ages = List.of();
  private boolean agesUnreadable;

  // What close() releases that is not in a SnapshotFile yet.
  private final SortedMap<String, OpenFile> opened = new TreeMap<>();

  private SnapshotFiles(Path directory, boolean inUse) {
    this.directory = directory;
    this.inUse = inUse;
  }

  /** Whether there is a store in a directory. */
  static boolean areIn(Path directory) {
    return Files.isDirectory(messages(directory));
  }

  /**
   * Opens all files of a store.
   *
   * @throws StoreException if there is none, or if it is of another version
   */
  static SnapshotFiles open(Path directory) throws IOException {
    if (!areIn(directory)) {
      throw new StoreException(
          "There is no store in "
              + directory
              + ": name the directory that has 'messages' and 'registrations' in it.");
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      SnapshotFiles snapshot = new SnapshotFiles(directory, DirectoryLock.isTaken(directory));
      try {
        snapshot.openAll();
        return snapshot;
      } catch (NoSuchFileException e) {
        snapshot.close(); // deleted since it was listed: what was stored in it is elsewhere now
      } catch (IOException | RuntimeException e) {
        snapshot.close();
        throw e;
      }
    }
    throw new StoreException(
        "The store in " + directory + " changes too fast to be read: try again, or stop it.");
  }

  private void openAll() throws IOException {
    Path messages = messages(directory);
    boolean more = true;
    while (more) {
      more = false;
      for (String name : SegmentFiles.names(files, messages)) {
        if (!opened.containsKey(name)) {
          opened.put(name, DiskFiles.openToRead(messages.resolve(name)));
          more = true;
        }
      }
    }
    // Only now the sizes: a segment is finished before the next one has its name, so each of these
    // but the last is whole.
    for (Map.Entry<String, OpenFile> segment : List.copyOf(opened.entrySet())) {
      SnapshotFile adopted =
          adopt(
              segment.getKey(),
              messages,
              FileHeader.Kind.MESSAGES,
              SegmentFiles.number(segment.getKey()));
      segments.add(adopted);
      if (adopted.journal() != null) {
        cut(adopted.journal().header().cut());
      }
    }
    // After the messages: whoever has one of them was registered before it came.
    openRegistry(directory.resolve("registrations"));
    readAges(directory.resolve(Times.FILE));
    if (!inUse) {
      readMarker(directory.resolve(CleanMarker.FILE));
    }
  }

  /** What was written behind that, and may not be durable, stands in a younger segment again. */
  private void cut(FileHeader.Cut cut) {
    segments.replaceAll(
        segment ->
            segment.number() == cut.file() && segment.size() > cut.size()
                ? segment.cutTo(cut.size())
                : segment);
  }

  private void openRegistry(Path registrations) throws IOException {
    List<String> names =
        Files.isDirectory(registrations) ? RegistryFile.names(files, registrations) : List.of();
    if (!names.isEmpty()) {
      String newest = names.get(names.size() - 1);
      opened.put(newest, DiskFiles.openToRead(registrations.resolve(newest)));
      registry =
          adopt(newest, registrations, FileHeader.Kind.REGISTRATIONS, RegistryFile.number(newest));
    }
  }

  private SnapshotFile adopt(String name, Path parent, FileHeader.Kind kind, int number)
      throws IOException {
    OpenFile file = opened.get(name);
    if (file == null) {
      throw new AssertionError(name + " is not open");
    }
    SnapshotFile adopted =
        SnapshotFile.of(file, directory, parent.getFileName() + "/" + name, kind, number);
    opened.remove(name);
    return adopted;
  }

  private void readAges(Path path) throws IOException {
    if (Files.exists(path)) {
      try (OpenFile file = DiskFiles.openToRead(path)) {
        Times times = Times.read(file, path);
        ages = times == null ? List.of() : times.marks();
        agesUnreadable = times == null;
      }
    }
  }

  private void readMarker(Path path) throws IOException {
    if (Files.exists(path)) {
      try (OpenFile file = DiskFiles.openToRead(path)) {
        marker = CleanMarker.read(file);
        markerUnreadable = marker == null;
      }
    }
  }

  Path directory() {
    return directory;
  }

  /** Whether somebody had the store open when the snapshot was begun. */
  boolean inUse() {
    return inUse;
  }

  /** Oldest first. */
  List<SnapshotFile> segments() {
    return segments;
  }

  /** The one of that number; null if there is none. */
  @Nullable SnapshotFile segment(int number) {
    for (SnapshotFile segment : segments) {
      if (segment.number() == number) {
        return segment;
      }
    }
    return null;
  }

  /** The one that counts; null if there is none. */
  @Nullable SnapshotFile registry() {
    return registry;
  }

  /** Of a clean stop after which nobody has opened the store; null if there is none. */
  @Nullable CleanMarker marker() {
    return marker;
  }

  /** Whether there is a marker that can't be read. */
  boolean markerUnreadable() {
    return markerUnreadable;
  }

  /** When positions were given away at the latest, as far as that is known. */
  List<PositionTimes.Mark> ages() {
    return ages;
  }

  /** Whether there is a file of ages that can't be read. */
  boolean agesUnreadable() {
    return agesUnreadable;
  }

  /** Bytes that were set aside, by the names of their files. */
  Collection<String> quarantined() throws IOException {
    Path quarantine = directory.resolve("quarantine");
    return Files.isDirectory(quarantine) ? files.list(quarantine) : List.of();
  }

  /**
   * Says that a store that nobody had open is being changed.
   *
   * @throws StoreException if somebody has it now
   */
  void requireUndisturbed() throws IOException {
    if (!inUse && DirectoryLock.isTaken(directory)) {
      throw new StoreException(
          "Somebody opened the store in " + directory + " while it was read: try again.");
    }
  }

  private static Path messages(Path directory) {
    return directory.resolve("messages");
  }

  @Override
  public void close() throws IOException {
    for (OpenFile file : opened.values()) {
      file.close();
    }
    for (SnapshotFile segment : segments) {
      segment.close();
    }
    if (registry != null) {
      registry.close();
    }
  }
}
