package dev.postern.storage.journal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which file has which name, in all directories: what was forced is certain, and each creation,
 * deletion and renaming since then survives a loss of power or doesn't, whatever the others do. A
 * renaming is one step: the file has the old name or the new one.
 */
final class UnsyncedNames {
  private final Map<Path, UnsyncedFile> now = new TreeMap<>();
  private final Map<Path, UnsyncedFile> forced = new TreeMap<>();
  private final List<Change> unforced = new ArrayList<>();

  /** A name goes, or comes to a file, or both; certain when that directory is forced. */
  private record Change(
      Path directory, @Nullable Path gone, @Nullable Path come, @Nullable UnsyncedFile file) {
    void applyTo(Map<Path, UnsyncedFile> names) {
      if (gone != null) {
        names.remove(gone);
      }
      if (come != null && file != null) {
        names.put(come, file);
      }
    }
  }

  /** The file with that name. */
  @Nullable UnsyncedFile get(Path name) {
    return now.get(name);
  }

  /** All names, as the living see them. */
  List<Path> all() {
    return List.copyOf(now.keySet());
  }

  void created(Path name, UnsyncedFile file) {
    change(new Change(directory(name), null, name, file));
  }

  void deleted(Path name) {
    change(new Change(directory(name), name, null, null));
  }

  void renamed(Path from, Path to) {
    change(new Change(directory(to), from, to, now.get(from)));
  }

  private void change(Change change) {
    change.applyTo(now);
    unforced.add(change);
  }

  void force(Path directory) {
    for (Change change : List.copyOf(unforced)) {
      if (change.directory.equals(directory)) {
        change.applyTo(forced);
        unforced.remove(change);
      }
    }
  }

  /** The names that a loss of power leaves; from now on they are certain. */
  Map<Path, UnsyncedFile> afterPowerCut(Random random) {
    int mood = random.nextInt(4);
    int inOrder = random.nextInt(unforced.size() + 1);
    for (int i = 0; i < unforced.size(); i++) {
      boolean survives =
          switch (mood) {
            case 0 -> false;
            case 1 -> i < inOrder;
            default -> random.nextBoolean();
          };
      if (survives) {
        unforced.get(i).applyTo(forced);
      }
    }
    unforced.clear();
    now.clear();
    now.putAll(forced);
    return new TreeMap<>(forced);
  }

  private static Path directory(Path name) {
    Path directory = name.getParent();
    if (directory == null) {
      throw new AssertionError("a file without a directory: " + name);
    }
    return directory;
  }
}
