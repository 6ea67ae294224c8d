package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Registration;
import dev.postern.storage.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The registrations on disk: one journal file, read whole when the store opens, and written anew
 * under the next number when most of its records are outdated. One thread at a time.
 */
final class RegistryFile implements Closeable {
  private static final String SUFFIX = ".registry";
  private static final String UNFINISHED = ".tmp";

  /** So many outdated records are no reason to write the file anew. */
  private static final long DEAD_RECORDS_ALLOWED = 1000;

  private final FileLayer files;
  private final Path directory;
  private JournalFile journal;
  private long size;
  private long records;

  private RegistryFile(FileLayer files, Path directory, JournalFile journal) {
    this.files = files;
    this.directory = directory;
    this.journal = journal;
    this.size = FileHeader.BYTES;
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
      RegistryFile empty = new RegistryFile(files, directory, create(files, directory, 1));
      empty.publish();
      return empty;
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
    file.size = FileScan.last(journal, damage, record -> file.replay(record, registrations));
    for (String older : names.subList(0, names.size() - 1)) {
      files.delete(directory.resolve(older));
    }
    files.forceDirectory(directory);
    return file;
  }

  /** Writes changes with one write; they are durable after {@link #force}. */
  void write(List<RegistryChange> changes) throws IOException {
    ByteBuffer group =
        ByteBuffer.allocate(changes.stream().mapToInt(RegistryChange::recordBytes).sum());
    for (RegistryChange change : changes) {
      RecordFormat.encode(
          group,
          journal.header().mark(),
          change.type(),
          change.client(),
          0,
          change.payload().duplicate());
    }
    int bytes = group.flip().remaining();
    journal.file().write(group, size);
    size += bytes;
    records += changes.size();
  }

  void force() throws IOException {
    journal.file().force();
  }

  /** Whether it is worth while to {@link #rewrite} a file with so many registrations. */
  boolean mostlyDead(long live) {
    return records > 2 * live + DEAD_RECORDS_ALLOWED;
  }

  /** Replaces the file by one that holds just these; durable when it returns. */
  void rewrite(Collection<Registration> registrations) throws IOException {
    JournalFile old = journal;
    List<RegistryChange> changes = registrations.stream().map(RegistryChange::registered).toList();
    journal = create(files, directory, old.header().number() + 1);
    size = FileHeader.BYTES;
    records = 0;
    write(changes);
    force();
    publish();
    old.file().close();
    files.delete(directory.resolve(name(old.header().number())));
    files.forceDirectory(directory);
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
        files, directory, name(number) + UNFINISHED, FileHeader.Kind.REGISTRATIONS, number, 0);
  }

  /** Gives the file its name: from now on it is the one. */
  private void publish() throws IOException {
    files.rename(journal.path(), directory.resolve(name(journal.header().number())));
    files.forceDirectory(directory);
  }

  private void replay(RecordCursor record, Map<DestinationAddress, Registration> registrations) {
    records++;
    apply(record, registrations);
  }

  /** Does to a map of registrations what a record says. */
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
    return files.list(directory).stream().filter(name -> name.endsWith(SUFFIX)).toList();
  }

  /** The number in a file's name. */
  static int number(String name) {
    return Integer.parseInt(name.substring(0, name.length() - SUFFIX.length()));
  }

  private static String name(int number) {
    return String.format(Locale.ROOT, "%010d%s", number, SUFFIX);
  }
}
