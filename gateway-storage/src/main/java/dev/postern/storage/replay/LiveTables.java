package dev.postern.storage.replay;

import dev.postern.storage.SeenTags.Answer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one set in which tags are looked up, and those to which they are added; all of it
 * in memory, or mapped, and under one short lock. Who adds never waits for a file: files come from
 * a thread of maintenance, which takes them to the disk as well. Thread-safe.
 *
 * <pre>
 *   folded, the newest first | windows, the newest first | spare: the next window
 *      may know a tag                know it             |
 *                                                        | waiting, when there is no room
 * </pre>
 */
final class LiveTables {
  private final ReplaySizes sizes;
  private final Runnable askForMaintenance;
  private final Object lock = new Object();

  // Guarded by the lock. Lists are replaced and not changed.
  private List<Window> windows = List.of();
  private @Nullable Window spare;
  private List<FoldedFile> folded = List.of();
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

  /** There are none yet. */
  LiveTables(ReplaySizes sizes, Runnable askForMaintenance) {
    this.sizes = sizes;
    this.askForMaintenance = askForMaintenance;
  }

  /** Those that files had. */
  void begin(List<Window> foundWindows, @Nullable Window foundSpare, List<FoldedFile> foundFolded) {
    synchronized (lock) {
      windows = List.copyOf(foundWindows);
      spare = foundSpare;
      folded = List.copyOf(foundFolded);
    }
  }

  /**
   * Adds one.
   *
   * @param other that must not be there either; 0 for none
   */
  Answer add(long fingerprint, long other) {
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
    for (FoldedFile filter : folded) {
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
    windows = before(spare, windows);
    spare = null;
    return windows.get(0);
  }

  private static <T> List<T> before(T first, List<T> others) {
    List<T> all = new ArrayList<>(others);
    all.add(0, first);
    return List.copyOf(all);
  }

  /** Whether another window will be needed soon. */
  boolean needsSpare() {
    synchronized (lock) {
      return !gone
          && spare == null
          && (waiting != null
              || windows.isEmpty()
              || windows.get(0).table().isFull()
              || windows.get(0).table().isHalfFull());
    }
  }

  /** The next window; not taken, and false, if the set was deleted meanwhile. */
  boolean offerSpare(Window made) {
    synchronized (lock) {
      if (!gone) {
        spare = made;
        asked = false;
      }
      return !gone;
    }
  }

  /** The newest first, without the spare. */
  List<Window> windows() {
    synchronized (lock) {
      return windows;
    }
  }

  /** The newest first. */
  List<FoldedFile> folded() {
    synchronized (lock) {
      return folded;
    }
  }

  /** Is looked up in from now on. */
  void add(FoldedFile filter) {
    synchronized (lock) {
      folded = before(filter, folded);
    }
  }

  /** What was in it is in a filter now. */
  void drop(Window oldest) {
    synchronized (lock) {
      windows = windows.stream().filter(window -> window != oldest).toList();
    }
  }

  /** Whether something was added since the last call. */
  boolean takeDirty(Window window) {
    synchronized (lock) {
      return !gone && window.takeDirty();
    }
  }

  /**
   * After a failure the kernel may take its pages for written, and give them back as they were: so
   * they are written again.
   */
  void rewrite(Window window) {
    synchronized (lock) {
      window.markDirty();
      try {
        window.table().rewrite();
      } catch (InternalError fault) {
        faults++;
      }
    }
  }

  /** What waits in memory goes to where it belongs, if there is room now. */
  void settleWaiting() {
    synchronized (lock) {
      if (waiting == null || gone || writable() == null) {
        return;
      }
      FingerprintTable settling = waiting;
      waiting = null;
      settling.forEach(this::insert);
    }
  }

  /** Files could not be written. */
  void countFailure() {
    synchronized (lock) {
      failures++;
    }
  }

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
      for (FoldedFile filter : folded) {
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

  /** Everything from now on, since it couldn't be remembered. */
  void refuse() {
    synchronized (lock) {
      refusing = true;
    }
  }

  /** Refuses everything, and has no tables any more. */
  void forget() {
    synchronized (lock) {
      refusing = true;
      gone = true;
      windows = List.of();
      folded = List.of();
      spare = null;
      waiting = null;
    }
  }
}
