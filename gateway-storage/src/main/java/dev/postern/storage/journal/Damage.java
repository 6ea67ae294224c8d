package dev.postern.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where everything ends that should be a record and is none: it is counted, logged, and its bytes
 * are kept in the quarantine directory. Nothing is skipped in silence. Thread-safe.
 */
final class Damage {
  private static final Logger log = LoggerFactory.getLogger(Damage.class);

  private final FileLayer files;
  private final Path quarantine;
  private final AtomicLong places = new AtomicLong();

  Damage(FileLayer files, Path quarantine) {
    this.files = files;
    this.quarantine = quarantine;
  }

  /** How often something was damaged since the store was opened; torn ends don't count. */
  long places() {
    return places.get();
  }

  /**
   * The end of a file was not whole and was cut off: what a crash or a write that failed leaves, no
   * damage.
   */
  void torn(Path file, long bytes) {
    log.warn(
        "{}: cut {} bytes off its end, which a crash or a failed write had left unfinished",
        file,
        bytes);
  }

  /** Bytes within a file are no records. Call before the file is deleted. */
  void found(JournalFile journal, long from, long bytes) throws IOException {
    places.incrementAndGet();
    Path copy = quarantine.resolve(journal.path().getFileName() + "-" + from + ".damaged");
    log.error(
        "{}: {} damaged bytes at {}; the records around them are read, and a copy is kept in {}",
        journal.path(),
        bytes,
        from,
        copy);
    if (!files.exists(copy)) {
      files.createDirectories(quarantine);
      try (OpenFile target = files.create(copy)) {
        copy(journal.file(), from, bytes, target);
        target.force();
      }
      files.forceDirectory(quarantine);
    }
  }

  /** Nothing of a file can be read: it is moved away. */
  void unreadable(Path directory, String name) throws IOException {
    places.incrementAndGet();
    Path file = directory.resolve(name);
    Path copy = quarantine.resolve(name);
    log.error("{}: no record of it can be read; it was moved to {}", file, copy);
    files.createDirectories(quarantine);
    files.rename(file, copy);
    files.forceDirectory(quarantine);
    files.forceDirectory(directory);
  }

  /** A stored message has no file to be read from. */
  void missing(Location location) {
    places.incrementAndGet();
    log.error("segment {} is gone, and with it a message that was stored there", location);
  }

  private static void copy(OpenFile source, long from, long bytes, OpenFile target)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(bytes, 1 << 16));
    for (long done = 0; done < bytes; done += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), bytes - done));
      source.read(buffer, from + done);
      target.write(buffer.flip(), done);
      if (buffer.limit() == 0) {
        return;
      }
    }
  }
}
