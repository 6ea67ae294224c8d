package dev.postern.storage.journal;

import java.io.IOException;

/** One pass over a file's records, with a word about whatever is none. */
final class FileScan {
  private FileScan() {}

  /** What is done with each record. */
  interface RecordConsumer {
    void accept(RecordCursor record) throws IOException;
  }

  /** Where a file ends that is not written to any more: damage there is damage. */
  static long sealed(JournalFile journal, Damage damage, RecordConsumer consumer)
      throws IOException {
    long size = journal.file().size();
    RecordCursor cursor = between(journal, size, damage, consumer);
    report(journal, cursor, damage);
    return size;
  }

  /**
   * Of the file that was written to last: what a crash left unfinished at its end is cut off. A
   * record that was all there, by its own word, is more than unfinished: it is kept as damage.
   *
   * @return its size then; all of it is durable
   */
  static long last(JournalFile journal, Damage damage, RecordConsumer consumer) throws IOException {
    long size = journal.file().size();
    RecordCursor cursor = between(journal, size, damage, consumer);
    if (cursor.endsWithWholeLength()) {
      report(journal, cursor, damage);
    }
    if (cursor.damagedBytes() > 0) {
      damage.torn(journal.path(), cursor.damagedBytes());
      journal.file().truncate(cursor.damagedFrom());
    }
    journal.file().force();
    return cursor.damagedFrom();
  }

  private static RecordCursor between(
      JournalFile journal, long size, Damage damage, RecordConsumer consumer) throws IOException {
    RecordCursor cursor = new RecordCursor(journal.file(), journal.header().mark(), size);
    while (cursor.next()) {
      report(journal, cursor, damage);
      consumer.accept(cursor);
    }
    return cursor;
  }

  private static void report(JournalFile journal, RecordCursor cursor, Damage damage)
      throws IOException {
    if (cursor.damagedBytes() > 0) {
      damage.found(journal, cursor.damagedFrom(), cursor.damagedBytes());
    }
  }
}
