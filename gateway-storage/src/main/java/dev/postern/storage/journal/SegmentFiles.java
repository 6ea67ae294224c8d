package dev.postern.storage.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Finds the segments in their directory and opens them. */
final class SegmentFiles {
  // Other names are none that we give: none has more than an int.
  private static final Pattern NAME = Pattern.compile("[01]\\d{9}\\.segment");
  private static final int DIGITS = 10;

  private SegmentFiles() {}

  /** Lets a journal adopt all that are there, in order. */
  static void open(FileLayer files, Path directory, Damage damage, Journal journal)
      throws IOException {
    for (String name : names(files, directory)) {
      Path path = directory.resolve(name);
      int number = number(name);
      JournalFile file = JournalFile.open(files, path, FileHeader.Kind.MESSAGES, number);
      if (file != null) {
        cut(journal, file.header().cut(), damage);
        journal.adopt(new Segment(file, file.file().size()));
      } else if (isUnfinished(files, path)) {
        // Made in the moment of a crash: a header comes before the first record is written.
        damage.torn(path, 0);
        files.delete(path);
        files.forceDirectory(directory);
      } else {
        damage.unreadable(directory, name);
      }
    }
  }

  /** The segments' names, oldest first. */
  static List<String> names(FileLayer files, Path directory) throws IOException {
    return files.list(directory).stream().filter(name -> NAME.matcher(name).matches()).toList();
  }

  /** The number in a segment's name. */
  static int number(String name) {
    return Integer.parseInt(name.substring(0, DIGITS));
  }

  /** Carries out what could not be done, or not for certain, when writing the file failed. */
  private static void cut(Journal journal, FileHeader.Cut cut, Damage damage) throws IOException {
    Segment older = journal.segment(cut.file());
    long size = Math.max(FileHeader.BYTES, cut.size()); // no segment ends in its header
    if (older != null && older.size() > size) {
      damage.torn(older.journal().path(), older.size() - size);
      older.journal().file().truncate(size);
      older.journal().file().force();
      older.size(size);
    }
  }

  private static boolean isUnfinished(FileLayer files, Path path) throws IOException {
    try (OpenFile file = files.open(path)) {
      return file.size() <= FileHeader.BYTES;
    }
  }
}
