package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Registration;
import dev.postern.storage.StoreException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a snapshot into one file, which {@link StoreImport} reads: a backup. It holds the clients'
 * shared keys.
 *
 * <pre>
 *   {@link FileHeader}       kind EXPORT
 *   REGISTERED …     every registration, by client
 *   MESSAGE …        every stored message, by client and position
 *   END              how many of both: without it the file is not whole
 * </pre>
 */
public final class StoreExport {
  private static final int BUFFER_BYTES = 1 << 20;
  private static final DestinationAddress NOBODY =
      DestinationAddress.read(new byte[DestinationAddress.BYTES], 0);

  private final OutputStream target;
  private final long mark = new SecureRandom().nextLong();
  private final ByteBuffer record = ByteBuffer.allocate(RecordFormat.MAX_BYTES);
  private long messages;
  private long bytes;

  private StoreExport(OutputStream target) {
    this.target = target;
  }

  /**
   * Writes a file for this user only (0600), which is there whole or not at all, and survives loss
   * of power.
   *
   * @param options {@link StandardCopyOption#REPLACE_EXISTING}, or none
   * @throws FileAlreadyExistsException if it is there and must not be replaced
   */
  public static ArchiveContents write(StoreSnapshot snapshot, Path file, CopyOption... options)
      throws IOException {
    boolean replace = List.of(options).contains(StandardCopyOption.REPLACE_EXISTING);
    if (!replace) {
      requireAbsent(file);
    }
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new StoreException(file + " is a directory.");
    }
    Path unfinished = directory.resolve(file.getFileName() + ".tmp");
    Files.deleteIfExists(unfinished);
    try {
      ArchiveContents contents;
      try (FileChannel channel =
          FileChannel.open(
              unfinished,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              DiskFiles.permissions(unfinished, "rw-------"))) {
        contents = write(snapshot, Channels.newOutputStream(channel));
        channel.force(true);
      }
      if (!replace) {
        requireAbsent(file);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      new DiskFiles().forceDirectory(directory);
      return contents;
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /** Writes to a stream, and leaves it open. */
  public static ArchiveContents write(StoreSnapshot snapshot, OutputStream target)
      throws IOException {
    BufferedOutputStream buffered = new BufferedOutputStream(target, BUFFER_BYTES);
    ArchiveContents contents = new StoreExport(buffered).write(snapshot);
    buffered.flush();
    return contents;
  }

  private static void requireAbsent(Path file) throws FileAlreadyExistsException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString(), null, "It is there already");
    }
  }

  private ArchiveContents write(StoreSnapshot snapshot) throws IOException {
    FileHeader header =
        new FileHeader(
            FileHeader.Kind.EXPORT, 0, mark, 0, System.currentTimeMillis(), FileHeader.Cut.NONE);
    target.write(header.encode().array());
    for (Registration registration : snapshot.registrations().values()) {
      put(
          RecordType.REGISTERED,
          registration.client(),
          0,
          RegistrationPayload.encode(registration));
    }
    for (Map.Entry<DestinationAddress, FoundMessages> inbox : snapshot.owners().entrySet()) {
      putAll(snapshot, inbox.getKey(), inbox.getValue());
    }
    ByteBuffer counts = ByteBuffer.allocate(2 * Long.BYTES);
    counts.putLong(snapshot.registrations().size()).putLong(messages).flip();
    put(RecordType.END, NOBODY, 0, counts);
    return new ArchiveContents(snapshot.registrations().size(), messages, bytes);
  }

  private void putAll(StoreSnapshot snapshot, DestinationAddress owner, FoundMessages inbox)
      throws IOException {
    for (FoundMessages.Live message : inbox.live()) {
      ByteBuffer content = snapshot.content(owner, message.position(), message.location());
      bytes += content.remaining();
      messages++;
      put(RecordType.MESSAGE, owner, message.position(), content);
    }
  }

  private void put(RecordType type, DestinationAddress owner, long position, ByteBuffer payload)
      throws IOException {
    record.clear();
    RecordFormat.encode(record, mark, type, owner, position, payload);
    target.write(record.array(), 0, record.position());
  }
}
