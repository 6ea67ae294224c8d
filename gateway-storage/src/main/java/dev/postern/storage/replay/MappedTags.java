package dev.postern.storage.replay;

import dev.postern.storage.FileProblem;
import dev.postern.storage.SeenTags;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One set. {@link #add} looks and adds in its {@link LiveTables}; all that takes time, which is
 * making, folding and forcing their files, is in {@link #maintain}, which one thread calls now and
 * then, and soon after it was asked for.
 */
final class MappedTags implements SeenTags {
  private static final Logger log = LoggerFactory.getLogger(MappedTags.class);

  /** Above it the log says so. */
  static final double HIGH_FALSE_RATE = 0.01;

  private static final String WINDOW = ".window";
  private static final String FOLDED = ".folded";

  private final TableFiles files;
  private final Path directory;
  private final TagHash hash;
  private final ReplaySizes sizes;
  private final LiveTables tables;

  // The thread of maintenance only.
  private int lastNumber;
  private boolean failureWasSaid;
  private boolean foldingWasSaid;
  private boolean highRateWasSaid;

  private MappedTags(
      TableFiles files,
      Path directory,
      TagHash hash,
      ReplaySizes sizes,
      Runnable askForMaintenance) {
    this.files = files;
    this.directory = directory;
    this.hash = hash;
    this.sizes = sizes;
    this.tables = new LiveTables(sizes, askForMaintenance);
  }

  /**
   * Opens the set in a directory, or a new one. A set that is there and can't be read throws; that
   * no room can be had for more does not.
   */
  static MappedTags open(
      TableFiles files, Path directory, TagHash hash, ReplaySizes sizes, Runnable askForMaintenance)
      throws IOException {
    MappedTags tags = new MappedTags(files, directory, hash, sizes, askForMaintenance);
    try {
      tags.load();
    } catch (InternalError e) {
      throw new IOException(directory + " can't be read: input/output error", e);
    }
    tags.maintain();
    return tags;
  }

  private void load() throws IOException {
    List<Window> found = new ArrayList<>();
    List<FoldedFile> foundFolded = new ArrayList<>();
    for (String name : files.list(directory)) {
      Path path = directory.resolve(name);
      if (name.endsWith(MappedFiles.UNFINISHED)) {
        files.delete(path);
      } else if (name.endsWith(WINDOW)) {
        TableFile file = files.open(path);
        if (file.longs().capacity() == 0) {
          file.discard(); // as whoever was killed began to
        } else {
          found.add(0, Window.of(number(name), file));
        }
      } else if (name.endsWith(FOLDED)) {
        foundFolded.add(0, FoldedFile.over(files.open(path)));
        lastNumber = Math.max(lastNumber, number(name));
      }
    }
    Window spare = takeSpare(found);
    found.stream().skip(1).forEach(window -> window.table().assumeFull());
    tables.begin(found, spare, foundFolded);
  }

  /** The newest may be a spare that nothing was added to yet. */
  private @Nullable Window takeSpare(List<Window> found) {
    if (found.isEmpty()) {
      return null;
    }
    Window newest = found.get(0);
    lastNumber = Math.max(lastNumber, newest.number());
    newest.table().countAll();
    if (newest.table().count() > 0 || found.size() == 1) {
      return null;
    }
    found.remove(0);
    found.get(0).table().countAll();
    return newest;
  }

  private static int number(String name) throws IOException {
    try {
      return Integer.parseInt(name.substring(0, name.indexOf('.')));
    } catch (NumberFormatException e) {
      throw new IOException(name + " is no name of a window", e);
    }
  }

  @Override
  public Answer add(byte[] tag, int offset) {
    return tables.add(hash.fingerprint(tag, offset), 0);
  }

  @Override
  public Answer add(byte[] tag, int offset, byte[] other, int otherOffset) {
    return tables.add(hash.fingerprint(tag, offset), hash.fingerprint(other, otherOffset));
  }

  /** Makes the next window if it will be needed, and room for it; forces what was added. */
  void maintain() {
    try {
      if (tables.needsSpare()) {
        makeSpare();
      }
      forceDirty();
      tables.settleWaiting();
      failureWasSaid = false;
    } catch (IOException e) {
      tables.countFailure();
      if (!failureWasSaid) {
        failureWasSaid = true;
        log.warn(
            "{}: what was seen can't be written ({}); it goes to memory, and when that is full"
                + " everything is refused: see to the disk",
            directory,
            FileProblem.of(e));
      }
    }
    sayHighRate();
  }

  private void makeSpare() throws IOException {
    files.createDirectory(directory);
    List<Window> windows = tables.windows();
    int slots = sizes.nextSlots(slots(windows));
    long needed = (long) slots * Long.BYTES;
    while (windows.size() > 1 && bytes(windows) + needed > sizes.windowBytes()) {
      fold(windows.get(windows.size() - 1));
      windows = tables.windows();
    }
    lastNumber++;
    Path path = directory.resolve(fileName(lastNumber, WINDOW));
    Window made = Window.of(lastNumber, files.create(path, slots));
    if (!tables.offerSpare(made)) {
      made.file().discard();
    }
  }

  private static long slots(List<Window> windows) {
    return windows.stream().mapToLong(window -> window.table().slots()).sum();
  }

  private static long bytes(List<Window> windows) {
    return windows.stream().mapToLong(Window::bytes).sum();
  }

  private static String fileName(int number, String kind) {
    return String.format("%010d%s", number, kind);
  }

  /** In this order, so that whoever is killed in between has folded too much and not too little. */
  private void fold(Window oldest) throws IOException {
    FoldedFile filter = filter();
    if (!foldingWasSaid) {
      foldingWasSaid = true;
      log.warn(
          "{}: it holds as much as it may ({} bytes); from now on what was seen first is known"
              + " roughly, and some packets are refused that are new: set sphinx_key_rotation, or"
              + " more replay_memory",
          directory,
          sizes.windowBytes() + sizes.foldedBytes());
    }
    long[] count = {0};
    try {
      oldest
          .table()
          .forEach(
              fingerprint -> {
                filter.tags().add(fingerprint);
                count[0]++;
              });
      filter.tags().added(count[0]);
    } catch (InternalError e) {
      throw new IOException(oldest.file().path() + " can't be read: input/output error", e);
    }
    filter.file().force();
    tables.drop(oldest);
    oldest.file().discard();
  }

  /** The one to fold into: the newest, or a new one if there is none or room for another one. */
  private FoldedFile filter() throws IOException {
    List<FoldedFile> folded = tables.folded();
    long left = sizes.foldedBytes();
    for (FoldedFile filter : folded) {
      left -= filter.bytes();
    }
    if (!folded.isEmpty() && left < sizes.foldedBytes() / 2) {
      return folded.get(0);
    }
    int longs = FoldedTags.HEADER_LONGS + (int) (Long.highestOneBit(left) / Long.BYTES);
    lastNumber++;
    TableFile file = files.create(directory.resolve(fileName(lastNumber, FOLDED)), longs);
    FoldedFile made = FoldedFile.over(file);
    tables.add(made);
    return made;
  }

  private void forceDirty() throws IOException {
    for (Window window : tables.windows()) {
      if (tables.takeDirty(window)) {
        force(window);
      }
    }
  }

  private void force(Window window) throws IOException {
    try {
      window.file().force();
    } catch (IOException e) {
      tables.rewrite(window);
      throw e;
    }
  }

  private void sayHighRate() {
    double rate = figures().falseRate();
    if (rate > HIGH_FALSE_RATE && !highRateWasSaid) {
      highRateWasSaid = true;
      log.warn(
          "{}: {} of 100 packets that are new are refused as perhaps seen, and it gets more: set"
              + " sphinx_key_rotation, or more replay_memory",
          directory,
          String.format("%.1f", rate * 100));
    }
  }

  /** How it is doing. */
  ReplayFigures figures() {
    return tables.figures();
  }

  /** Makes all durable that can be; refuses everything from then on. */
  void close() {
    tables.refuse();
    maintain();
  }

  /** Refuses everything from now on, and deletes the set. */
  void discard() throws IOException {
    tables.forget();
    discard(files, directory);
  }

  /** Deletes the set in a directory, oldest first, if there is one. */
  static void discard(TableFiles files, Path directory) throws IOException {
    for (String name : files.list(directory)) {
      Path path = directory.resolve(name);
      if (name.endsWith(WINDOW) || name.endsWith(FOLDED)) {
        files.open(path).discard();
      } else {
        files.delete(path);
      }
    }
    files.delete(directory);
  }
}
