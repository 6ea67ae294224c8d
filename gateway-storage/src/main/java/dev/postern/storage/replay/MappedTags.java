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
 * One set. {@link #add} looks and adds in memory, under one short lock; all that takes time, which
 * is making, folding and forcing files, is in {@link #maintain}, which one thread calls now and
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
  private final Runnable askForMaintenance;
  private final Object lock = new Object();

  // The thread of maintenance only.
  private int lastNumber;
  private boolean failureWasSaid;
  private boolean foldingWasSaid;
  private boolean highRateWasSaid;

  // Guarded by lock from here on. Lists are replaced by maintenance and not changed.
  private List<Window> windows = List.of(); // newest first
  private @Nullable Window spare;
  private List<Folded> folded = List.of();
  // In memory, so that a kill forgets it; null while there is no need.
  private @Nullable FingerprintTable waiting;
  private boolean refusing; // it is closed
  private boolean gone; // its files are deleted
  private boolean
      asked; // for maintenance; once for each spare, or a full disk would be asked often
  private long perhapsSeen;
  private long refusedForRoom;
  private long faults;
  private long failures;

  private record Folded(TableFile file, FoldedTags tags) {
    static Folded over(TableFile file) throws IOException {
      try {
        return new Folded(file, new FoldedTags(file.longs()));
      } catch (IllegalArgumentException e) {
        throw new IOException(
            file.path()
                + " is no filter of seen packets; restore it from a backup, or delete it, and what"
                + " it knew can come again",
            e);
      }
    }

    /** On the disk, the header apart. */
    long bytes() {
      return (file.longs().capacity() - (long) FoldedTags.HEADER_LONGS) * Long.BYTES;
    }
  }

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
    this.askForMaintenance = askForMaintenance;
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
    List<Folded> foundFolded = new ArrayList<>();
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
        foundFolded.add(0, Folded.over(files.open(path)));
        lastNumber = Math.max(lastNumber, number(name));
      }
    }
    folded = foundFolded;
    adopt(found);
  }

  /** The newest may be a spare that nothing was added to yet. */
  private void adopt(List<Window> found) {
    if (found.isEmpty()) {
      return;
    }
    Window newest = found.get(0);
    lastNumber = Math.max(lastNumber, newest.number());
    newest.table().countAll();
    if (newest.table().count() == 0 && found.size() > 1) {
      spare = newest;
      found.remove(0);
      found.get(0).table().countAll();
    }
    found.stream().skip(1).forEach(window -> window.table().assumeFull());
    windows = List.copyOf(found);
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
    return add(hash.fingerprint(tag, offset), 0);
  }

  @Override
  public Answer add(byte[] tag, int offset, byte[] other, int otherOffset) {
    return add(hash.fingerprint(tag, offset), hash.fingerprint(other, otherOffset));
  }

  /**
   * Adds one.
   *
   * @param other that must not be there either; 0 for none
   */
  private Answer add(long fingerprint, long other) {
    synchronized (lock) {
      Answer answer = refusing ? Answer.PERHAPS_SEEN : tryToAdd(fingerprint, other);
      if (answer == Answer.PERHAPS_SEEN) {
        perhapsSeen++;
      }
      return answer;
    }
  }

  /**
   * A page that a broken disk doesn't give may hold any tag. Compiled code hears of it only some
   * time later, and then it is the caller that has to end what it is at (docs/adr/0017).
   */
  private Answer tryToAdd(long fingerprint, long other) {
    try {
      Answer answer = look(fingerprint);
      if (answer == Answer.NEW && other != 0) {
        answer = look(other);
      }
      return answer == Answer.NEW ? insert(fingerprint) : answer;
    } catch (InternalError e) {
      faults++;
      return Answer.PERHAPS_SEEN;
    }
  }

  private Answer look(long fingerprint) {
    for (Window window : windows) {
      if (window.table().contains(fingerprint)) {
        return Answer.SEEN;
      }
    }
    if (waiting != null && waiting.contains(fingerprint)) {
      return Answer.SEEN;
    }
    for (Folded filter : folded) {
      if (filter.tags().mayContain(fingerprint)) {
        return Answer.PERHAPS_SEEN;
      }
    }
    return Answer.NEW;
  }

  private Answer insert(long fingerprint) {
    Window newest = writable();
    if (newest != null) {
      newest.add(fingerprint);
      if (spare == null && newest.table().isHalfFull()) {
        ask();
      }
      return Answer.NEW;
    }
    ask();
    if (waiting == null) {
      waiting = FingerprintTable.inMemory(sizes.waitingSlots());
    }
    if (waiting.isFull()) {
      refusedForRoom++;
      return Answer.PERHAPS_SEEN;
    }
    waiting.add(fingerprint);
    return Answer.NEW;
  }

  private void ask() {
    if (!asked) {
      asked = true;
      askForMaintenance.run();
    }
  }

  /** The newest window, or the spare in its place, if it takes more. */
  private @Nullable Window writable() {
    if (!windows.isEmpty() && !windows.get(0).table().isFull()) {
      return windows.get(0);
    }
    if (spare == null) {
      return null;
    }
    List<Window> longer = new ArrayList<>(windows);
    longer.add(0, spare);
    windows = List.copyOf(longer);
    spare = null;
    return windows.get(0);
  }

  /** Makes the next window if it will be needed, and room for it; forces what was added. */
  void maintain() {
    try {
      if (needsSpare()) {
        makeSpare();
      }
      forceDirty();
      settleWaiting();
      failureWasSaid = false;
    } catch (IOException e) {
      synchronized (lock) {
        failures++;
      }
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

  private boolean needsSpare() {
    synchronized (lock) {
      return !gone
          && spare == null
          && (waiting != null
              || windows.isEmpty()
              || windows.get(0).table().isFull()
              || windows.get(0).table().isHalfFull());
    }
  }

  private void makeSpare() throws IOException {
    files.createDirectory(directory);
    int slots = sizes.nextSlots(slots());
    long needed = (long) slots * Long.BYTES;
    while (windowCount() > 1 && windowBytes() + needed > sizes.windowBytes()) {
      foldOldest();
    }
    lastNumber++;
    Path path = directory.resolve(fileName(lastNumber, WINDOW));
    Window made = Window.of(lastNumber, files.create(path, slots));
    synchronized (lock) {
      if (!gone) {
        spare = made;
        asked = false;
        return;
      }
    }
    made.file().discard();
  }

  private int windowCount() {
    synchronized (lock) {
      return windows.size();
    }
  }

  private long slots() {
    synchronized (lock) {
      return windows.stream().mapToLong(window -> window.table().slots()).sum();
    }
  }

  private long windowBytes() {
    synchronized (lock) {
      return windows.stream().mapToLong(Window::bytes).sum();
    }
  }

  private static String fileName(int number, String kind) {
    return String.format("%010d%s", number, kind);
  }

  /** In this order, so that whoever is killed in between has folded too much and not too little. */
  private void foldOldest() throws IOException {
    Window oldest;
    synchronized (lock) {
      oldest = windows.get(windows.size() - 1);
    }
    Folded filter = filter();
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
    synchronized (lock) {
      windows = windows.stream().filter(window -> window != oldest).toList();
    }
    oldest.file().discard();
  }

  /** The one to fold into: the newest, or a new one if there is none or room for another one. */
  private Folded filter() throws IOException {
    long left = sizes.foldedBytes();
    for (Folded filter : folded) {
      left -= filter.bytes();
    }
    if (!folded.isEmpty() && left < sizes.foldedBytes() / 2) {
      return folded.get(0);
    }
    int longs = FoldedTags.HEADER_LONGS + (int) (Long.highestOneBit(left) / Long.BYTES);
    lastNumber++;
    TableFile file = files.create(directory.resolve(fileName(lastNumber, FOLDED)), longs);
    Folded made = Folded.over(file);
    List<Folded> longer = new ArrayList<>(folded);
    longer.add(0, made);
    synchronized (lock) {
      folded = List.copyOf(longer);
    }
    return made;
  }

  private void forceDirty() throws IOException {
    List<Window> all;
    synchronized (lock) {
      all = windows;
    }
    for (Window window : all) {
      boolean dirty;
      synchronized (lock) {
        dirty = !gone && window.takeDirty();
      }
      if (dirty) {
        force(window);
      }
    }
  }

  /**
   * After a failure the kernel may take its pages for written, and give them back as they were: so
   * they are written again.
   */
  private void force(Window window) throws IOException {
    try {
      window.file().force();
    } catch (IOException e) {
      synchronized (lock) {
        window.markDirty();
        try {
          window.table().rewrite();
        } catch (InternalError fault) {
          faults++;
        }
      }
      throw e;
    }
  }

  /** What waits in memory goes to where it belongs. */
  private void settleWaiting() {
    synchronized (lock) {
      if (waiting == null || gone || writable() == null) {
        return;
      }
      FingerprintTable settling = waiting;
      waiting = null;
      settling.forEach(this::insert);
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
    synchronized (lock) {
      long tags = waiting == null ? 0 : waiting.count();
      long bytes = spare == null ? 0 : spare.bytes();
      for (Window window : windows) {
        tags += window.table().count();
        bytes += window.bytes();
      }
      double pass = 1;
      long foldedTags = 0;
      for (Folded filter : folded) {
        bytes += filter.bytes();
        foldedTags += filter.tags().count();
        pass *= 1 - filter.tags().falseRate();
      }
      return new ReplayFigures(
          tags,
          foldedTags,
          bytes,
          waiting == null ? 0 : waiting.count(),
          perhapsSeen,
          refusedForRoom,
          failures + faults,
          1 - pass);
    }
  }

  /** Makes all durable that can be; refuses everything from then on. */
  void close() {
    synchronized (lock) {
      refusing = true;
    }
    maintain();
  }

  /** Refuses everything from now on, and deletes the set. */
  void discard() throws IOException {
    synchronized (lock) {
      refusing = true;
      gone = true;
      windows = List.of();
      folded = List.of();
      spare = null;
      waiting = null;
    }
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
