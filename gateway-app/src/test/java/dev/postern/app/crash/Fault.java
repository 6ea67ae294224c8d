package dev.postern.app.crash;

import dev.postern.app.cli.PosternProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a machine does to a process that runs on it, and takes back again. */
abstract class Fault {
  private final String name;
  private final Pattern said;

  /** With what the process must have said about it, if it had to stop acknowledging. */
  private Fault(String name, String said) {
    this.name = name;
    this.said = Pattern.compile(said);
  }

  abstract void begin(PosternProcess process) throws Exception;

  abstract void end(PosternProcess process) throws Exception;

  boolean isIn(String line) {
    return said.matcher(line).find();
  }

  @Override
  public String toString() {
    return name;
  }

  /** A file takes all of the disk but this much; then, or by {@link FullDisk#takeTheRest}, all. */
  static final class FullDisk extends Fault {
    private static final int CHUNK = 1 << 20;

    private final Path filler;
    private final long leave;

    FullDisk(Path disk, long leave) {
      super("full disk", "No space left|disk has|DISK_FULL");
      this.filler = disk.resolve("filler");
      this.leave = leave;
    }

    @Override
    void begin(PosternProcess process) throws IOException {
      try (OutputStream out = Files.newOutputStream(filler)) {
        while (Files.getFileStore(filler).getUsableSpace() > leave + CHUNK) {
          out.write(new byte[CHUNK]);
        }
      }
    }

    /** Not a byte remains. */
    void takeTheRest() throws IOException {
      try (OutputStream out = Files.newOutputStream(filler.resolveSibling("rest"))) {
        for (int chunk = CHUNK; chunk > 0; chunk /= 2) {
          write(out, new byte[chunk]);
        }
      }
    }

    private static void write(OutputStream out, byte[] chunk) {
      try {
        while (true) {
          out.write(chunk);
        }
      } catch (IOException e) {
        // No space left.
      }
    }

    @Override
    void end(PosternProcess process) throws IOException {
      Files.deleteIfExists(filler);
      Files.deleteIfExists(filler.resolveSibling("rest"));
    }
  }

  /**
   * A read-only view of the store's directory is mounted over it. Files that are open can still be
   * written; none can be made, opened for writing, renamed or deleted.
   */
  static final class ReadOnlyDirectory extends Fault {
    private final String store;

    ReadOnlyDirectory(Path store) {
      super("read-only directory", "Read-only file system");
      this.store = store.toString();
    }

    @Override
    void begin(PosternProcess process) throws Exception {
      Commands.run("mount", "--bind", store, store);
      Commands.run("mount", "-o", "remount,bind,ro", store);
    }

    @Override
    void end(PosternProcess process) throws Exception {
      Commands.run("umount", "--lazy", store);
    }
  }

  /** The process can't open a file or a connection more. */
  static final class NoDescriptors extends Fault {
    private static final String ENOUGH = "4096";

    NoDescriptors() {
      super("out of file descriptors", "Too many open files");
    }

    @Override
    void begin(PosternProcess process) throws Exception {
      limit(process, Integer.toString(lowestFree(process)));
    }

    @Override
    void end(PosternProcess process) throws Exception {
      limit(process, ENOUGH);
    }

    private static void limit(PosternProcess process, String limit) throws Exception {
      Commands.run("prlimit", "--pid=" + process.pid(), "--nofile=" + limit + ":");
    }

    private static int lowestFree(PosternProcess process) throws IOException {
      try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
        Set<Integer> used =
            open.map(fd -> Integer.valueOf(fd.getFileName().toString()))
                .collect(Collectors.toSet());
        int free = 0;
        while (used.contains(free)) {
          free++;
        }
        return free;
      }
    }
  }
}
