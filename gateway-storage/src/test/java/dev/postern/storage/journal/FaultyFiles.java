package dev.postern.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The real file system, in which chosen operations fail, once or until it is healed; and the list
 * of all that changed something and succeeded: {@code FORCE 0000000001.segment}. A write that fails
 * was done in half. Nothing is synced.
 */
final class FaultyFiles extends InterposedFiles {
  static final String DISK_FULL = "No space left on device";
  static final String IO_ERROR = "Input/output error";
  static final String TOO_MANY_FILES = "Too many open files";
  static final String READ_ONLY = "Read-only file system";

  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();

  private record Fault(
      Operation operation, String nameEnd, String message, AtomicInteger passing, int failing) {
    boolean strikes() {
      int at = passing.getAndDecrement();
      return at <= 0 && at > -failing;
    }
  }

  /** The next such operation on a file whose name ends so fails. */
  void failOnce(Operation operation, String nameEnd, String message) {
    failOnce(operation, nameEnd, 0, message);
  }

  /** The one after so many such operations fails. */
  void failOnce(Operation operation, String nameEnd, int passing, String message) {
    faults.add(new Fault(operation, nameEnd, message, new AtomicInteger(passing), 1));
  }

  /** They all fail. */
  void fail(Operation operation, String nameEnd, String message) {
    faults.add(new Fault(operation, nameEnd, message, new AtomicInteger(), Integer.MAX_VALUE));
  }

  /** Nothing fails any more. */
  void heal() {
    faults.clear();
  }

  /** All that changed something, so far. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  void before(Operation operation, Path path) throws IOException {
    String name = path.getFileName().toString();
    for (Fault fault : faults) {
      if (fault.operation == operation && name.endsWith(fault.nameEnd) && fault.strikes()) {
        throw new IOException(fault.message);
      }
    }
    if (!operation.onlyLooks()) {
      calls.add(operation + " " + name);
    }
  }

  @Override
  void writeFailed(OpenFile file, Path path, ByteBuffer source, long at) throws IOException {
    file.write(source.slice(source.position(), source.remaining() / 2), at);
  }

  @Override
  void force(OpenFile file, Path path) {}
}
