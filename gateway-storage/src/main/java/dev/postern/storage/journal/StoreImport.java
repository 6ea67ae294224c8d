package dev.postern.storage.journal;

import dev.postern.storage.GatewayStore;
import dev.postern.storage.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;

/**
 * A file that {@link StoreExport} wrote, every byte of which was read and is right. One thread.
 *
 * <p>Messages get new positions, in the order that they had; so they come behind those that an
 * inbox has already, and count as new for their time to live.
 */
public final class StoreImport implements Closeable {
  private static final int COUNTS_BYTES = 2 * Long.BYTES;

  private final Path path;
  private final OpenFile file;
  private final FileHeader header;
  private final ArchiveContents contents;

  private StoreImport(Path path, OpenFile file) throws IOException {
    this.path = path;
    this.file = file;
    this.header = header(path, file);
    this.contents = read(record -> {});
  }

  /**
   * Opens a file and reads it once.
   *
   * @throws StoreException if it is no whole export, or one of another version, with a sentence
   *     that says why, and where
   */
  public static StoreImport open(Path path) throws IOException {
    OpenFile file = DiskFiles.openToRead(path);
    try {
      return new StoreImport(path, file);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /** How much is in it. */
  public ArchiveContents contents() {
    return contents;
  }

  /** What an import may do that it doesn't by itself. */
  public enum Option {
    /** Registrations in the file stand over those in the store, which otherwise stay. */
    REPLACE_REGISTRATIONS,
    /** The store may have messages: those of the file come behind them, and perhaps again. */
    ADD_MESSAGES
  }

  /**
   * Puts all of it into a store; it is durable when this returns. Blocks.
   *
   * @throws StoreException if the store has messages, and nothing was done; or if it doesn't take
   *     it all, and then a part of it is there
   */
  public ImportedContents into(GatewayStore store, Set<Option> options) throws IOException {
    long there = store.inboxes().usage().messages();
    if (there > 0 && contents.messages() > 0 && !options.contains(Option.ADD_MESSAGES)) {
      throw new StoreException(
          "The store has "
              + there
              + " messages, and would have those twice that are in "
              + path
              + " too: import into an empty store, or with --add.");
    }
    ImportingStore target =
        new ImportingStore(store, options.contains(Option.REPLACE_REGISTRATIONS));
    read(record -> put(record, target));
    return target.finish();
  }

  private void put(RecordCursor record, ImportingStore target) throws IOException {
    switch (record.type()) {
      case REGISTERED ->
          target.register(RegistrationPayload.decode(record.owner(), record.payload()));
      case MESSAGE -> {
        byte[] content = new byte[record.payloadLength()];
        record.payload().get(content);
        target.append(record.owner(), content);
      }
      case END, FORGOTTEN, REMOVED_UP_TO, USED -> {} // nothing to do, or refused by read()
    }
  }

  private static FileHeader header(Path path, OpenFile file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(FileHeader.BYTES);
    file.read(bytes, 0);
    bytes.flip();
    if (!FileHeader.claims(bytes, FileHeader.Kind.EXPORT)) {
      throw new StoreException(
          path + " is not what 'store export' wrote, or is damaged at byte 0: take another file.");
    }
    FileHeader header = FileHeader.decode(bytes, FileHeader.Kind.EXPORT, path);
    if (header == null) {
      throw damagedAt(path, 0);
    }
    return header;
  }

  private ArchiveContents read(FileScan.RecordConsumer consumer) throws IOException {
    RecordCursor record = new RecordCursor(file, header.mark(), file.size());
    long registrations = 0;
    long messages = 0;
    long bytes = 0;
    boolean ended = false;
    while (record.next()) {
      if (record.damagedBytes() > 0) {
        throw damagedAt(path, record.damagedFrom());
      }
      boolean belongs = !ended;
      switch (record.type()) {
        case REGISTERED -> {
          registrations++;
          belongs &= isRegistration(record);
        }
        case MESSAGE -> {
          messages++;
          bytes += record.payloadLength();
        }
        case END -> {
          belongs &= isEnd(record, registrations, messages);
          ended = true;
        }
        case FORGOTTEN, REMOVED_UP_TO, USED -> belongs = false;
      }
      if (!belongs) {
        throw damagedAt(path, record.offset());
      }
      consumer.accept(record);
    }
    if (record.damagedBytes() > 0 || !ended) {
      throw damagedAt(path, record.damagedFrom());
    }
    return new ArchiveContents(registrations, messages, bytes);
  }

  private static boolean isRegistration(RecordCursor record) {
    try {
      RegistrationPayload.decode(record.owner(), record.payload());
      return true;
    } catch (BufferUnderflowException e) {
      return false;
    }
  }

  private static boolean isEnd(RecordCursor record, long registrations, long messages) {
    ByteBuffer counts = record.payload();
    return counts.remaining() == COUNTS_BYTES
        && counts.getLong() == registrations
        && counts.getLong() == messages;
  }

  private static StoreException damagedAt(Path path, long offset) {
    return new StoreException(
        path
            + " is damaged or cut off at byte "
            + offset
            + ": nothing of it can be trusted from there; take another file.");
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
