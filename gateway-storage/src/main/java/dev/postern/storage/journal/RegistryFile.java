package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Registration;
import dev.postern.storage.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registrations on disk: one journal file, read whole when the store opens, and written anew
 * under the next number when most of its records are outdated. One thread at a time.
 *
 * <p>If a write or an fsync fails, the file is <em>condemned</em>, as a segment is, see {@link
 * Journal}: then {@link #rewrite} is the only way on.
 */
final class RegistryFile implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(RegistryFile.class);

  private static final String SUFFIX = ".registry";
  // Other names are none that we give: none has more than an int.
  private static final Pattern NAME = Pattern.compile("[01]\\d{9}\\.registry");
  private static final String UNFINISHED = ".tmp";

  /** So many outdated records are no reason to write the file anew. */
  private static final long DEAD_RECORDS_ALLOWED = 1000;

  private final FileLayer files;
  private final Path directory;
  private final LogLimit condemnation = new LogLimit();
  private JournalFile journal;
  private long size;
  private long records;
  private long rewriteAbove = DEAD_RECORDS_ALLOWED; // records; grows when it could not be done
  private int lastNumber; // no file has ever had a higher one
  private boolean condemned;
  private volatile int condemnations;

  private RegistryFile(FileLayer files, Path directory, JournalFile journal) {
    this.files = files;
    this.directory = directory;
    this.journal = journal;
    this.size = FileHeader.BYTES;
    this.lastNumber = journal.header().number();
  }

  /** Reads all registrations into a map, or begins a file without any. */
  static RegistryFile open(
      FileLayer files,
      Path directory,
      Damage damage,
      Map<DestinationAddress, Registration> registrations)
      throws IOException {
    for (String name : files.list(directory)) {
      if (name.endsWith(UNFINISHED)) {
        files.delete(directory.resolve(name));
      }
    }
    List<String> names = names(files, directory);
    if (names.isEmpty()) {
      RegistryFile first = new RegistryFile(files, directory, create(files, directory, 1));
      first.journal = first.publish(first.journal);
      return first;
    }
    // The highest number was whole when it got its name; the others only escaped deletion.
    String newest = names.get(names.size() - 1);
    Path path = directory.resolve(newest);
    int number = number(newest);
    JournalFile journal = JournalFile.open(files, path, FileHeader.Kind.REGISTRATIONS, number);
    if (journal == null) {
      throw new StoreException(
          path + " is damaged beyond reading: restore it, or move it away to register all anew.");
    }
    RegistryFile file = new RegistryFile(files, directory, journal);
    file.size =
        FileScan.last(journal, damage, record -> file.replay(record, registrations, damage));
    for (String older : names.subList(0, names.size() - 1)) {
      files.delete(directory.resolve(older));
    }
    files.forceDirectory(directory);
    return file;
  }

  /** Writes changes with one write; they are durable after {@link #force}. */
  void write(List<RegistryChange> changes) throws IOException {
    ByteBuffer group = encode(changes, journal.header().mark());
    int bytes = group.remaining();
    try {
      journal.file().write(group, size);
    } catch (IOException e) {
      condemn(e);
      throw e;
    }
    size += bytes;
    records += changes.size();
  }

  void force() throws IOException {
    try {
      journal.file().force();
    } catch (IOException e) {
      condemn(e);
      throw e;
    }
  }

  /** Whether it must not be written to any more. */
  boolean condemned() {
    return condemned;
  }

  /** How often it was condemned since it was opened. From any thread. */
  int condemnations() {
    return condemnations;
  }

  /** Whether it is worth while to {@link #rewrite} a file with so many registrations. */
  boolean mostlyDead(long live) {
    return records > 2 * live + rewriteAbove;
  }

  /**
   * Replaces the file by one that holds just these; durable when it returns. If it fails, the old
   * file is as good or bad as before; unless the new one may have its name already: then the old
   * one is condemned, for it might not be the one that the next start reads.
   */
  void rewrite(Collection<Registration> registrations) throws IOException {
    List<RegistryChange> changes = registrations.stream().map(RegistryChange::registered).toList();
    int number = lastNumber + 1;
    JournalFile unfinished;
    long newSize;
    try {
      unfinished = create(files, directory, number);
      newSize = fill(unfinished, changes);
    } catch (IOException e) {
      rewriteAbove = records + DEAD_RECORDS_ALLOWED;
      throw e;
    }
    lastNumber = number;
    JournalFile old = journal;
    journal = publish(unfinished);
    size = newSize;
    records = changes.size();
    rewriteAbove = DEAD_RECORDS_ALLOWED;
    condemned = false;
    retire(old);
  }

  private long fill(JournalFile unfinished, List<RegistryChange> changes) throws IOException {
    ByteBuffer group = encode(changes, unfinished.header().mark());
    long end = FileHeader.BYTES + (long) group.remaining();
    try {
      unfinished.file().write(group, FileHeader.BYTES);
      unfinished.file().force();
      return end;
    } catch (IOException e) {
      unfinished.discard(files, e);
      throw e;
    }
  }

  /** Gives a file its name: from now on it is the one. */
  private JournalFile publish(JournalFile unfinished) throws IOException {
    String name = name(unfinished.header().number());
    JournalFile named =
        new JournalFile(directory.resolve(name), unfinished.file(), unfinished.header());
    try {
      files.rename(unfinished.path(), named.path());
      files.forceDirectory(directory);
      return named;
    } catch (IOException e) {
      condemn(e);
      named.discard(files, e);
      unfinished.discard(files, e);
      throw e;
    }
  }

  /** Whatever fails here is made good by the next start, which takes the highest number. */
  private void retire(JournalFile old) {
    IOException failure = new IOException();
    old.discard(files, failure);
    if (failure.getSuppressed().length > 0) {
      log.warn("{}: could not be deleted: {}", old.path(), failure.getSuppressed()[0].toString());
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others look
  private void condemn(IOException e) {
    condemned = true;
    condemnations++;
    if (condemnation.passes()) {
      log.error(
          "{}: it could not be written ({}), and is not written again; all registrations go to a new"
              + " file",
          journal.path(),
          e.toString());
    }
  }

  private static ByteBuffer encode(List<RegistryChange> changes, long mark) {
    ByteBuffer group =
        ByteBuffer.allocate(changes.stream().mapToInt(RegistryChange::recordBytes).sum());
    for (RegistryChange change : changes) {
      ByteBuffer payload = change.payload().duplicate();
      RecordFormat.encode(group, mark, change.type(), change.client(), 0, payload);
    }
    return group.flip();
  }

  long size() {
    return size;
  }

  @Override
  public void close() throws IOException {
    journal.file().close();
  }

  private static JournalFile create(FileLayer files, Path directory, int number)
      throws IOException {
    return JournalFile.create(
        files,
        directory,
        name(number) + UNFINISHED,
        FileHeader.Kind.REGISTRATIONS,
        number,
        0,
        FileHeader.Cut.NONE);
  }

  private void replay(
      RecordCursor record, Map<DestinationAddress, Registration> registrations, Damage damage)
      throws IOException {
    records++;
    try {
      apply(record, registrations);
    } catch (BufferUnderflowException e) {
      damage.found(journal, record.offset(), record.recordBytes());
    }
  }

  /**
   * Does to a map of registrations what a record says. Throws BufferUnderflowException for one that
   * is too short for what it should carry.
   */
  static void apply(RecordCursor record, Map<DestinationAddress, Registration> registrations) {
    DestinationAddress client = record.owner();
    switch (record.type()) {
      case REGISTERED ->
          registrations.put(client, RegistrationPayload.decode(client, record.payload()));
      case FORGOTTEN -> registrations.remove(client);
      case USED -> {
        var when = RegistrationPayload.decodeUse(record.payload());
        registrations.computeIfPresent(client, (address, known) -> known.usedAt(when));
      }
      case MESSAGE, REMOVED_UP_TO, END -> {} // never written here
    }
  }

  /** The files' names, oldest first; the last one counts. */
  static List<String> names(FileLayer files, Path directory) throws IOException {
    return files.list(directory).stream().filter(name -> NAME.matcher(name).matches()).toList();
  }

  /** The number in a file's name. */
  static int number(String name) {
    return Integer.parseInt(name.substring(0, name.length() - SUFFIX.length()));
  }

  private static String name(int number) {
    return String.format(Locale.ROOT, "%010d%s", number, SUFFIX);
  }
}
