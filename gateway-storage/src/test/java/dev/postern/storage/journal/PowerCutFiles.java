package dev.postern.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A file system whose power can be cut. While it is on, files are the real ones, and nothing is
 * synced but in the books: {@link UnsyncedFile} has the contents that would survive, {@link
 * UnsyncedNames} the names. From a cut on every operation fails; {@link #powerOn} then makes the
 * directory what a disk may have kept, which a seed decides: everything that was forced, and of the
 * rest any part. What the store makes without this layer (the index, the lock) is taken for
 * unforced until the layer is asked to force it. Directories are certain from the beginning, as
 * {@link #createDirectories} promises.
 *
 * <p>Thread-safe. Every file in the directory must have come through here.
 */
final class PowerCutFiles implements FileLayer {
  private final FileLayer disk = new DiskFiles();
  private final Path root;
  private final Random random;

  // Guarded by this.
  private final UnsyncedNames names = new UnsyncedNames();
  // Guarded by this: those that somebody writes without asking us.
  private final Set<UnsyncedFile> foreign = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<String> calls = new ArrayList<>(); // guarded by this
  private long left = Long.MAX_VALUE;
  private boolean lastTakesEffect;
  private long leftToFailure = Long.MAX_VALUE;
  private boolean failed;
  private boolean out;
  private int life;
  private boolean unforcedContents;

  /** Over a directory in which there is nothing yet. */
  PowerCutFiles(Path root, long seed) {
    this.root = root;
    this.random = new Random(seed);
  }

  /** Lets so many more changes pass; the power goes in the next one, be it done or not. */
  synchronized void cutAfter(long changes) {
    left = changes;
    lastTakesEffect = random.nextBoolean();
  }

  /** The first time that a file is forced after so many changes fails, and soon the power goes. */
  synchronized void failAfter(long changes) {
    leftToFailure = changes;
  }

  /** Whether forcing a file has failed in this life. */
  synchronized boolean hasFailed() {
    return failed;
  }

  /** Cuts the power here. */
  synchronized void cut() {
    out = true;
  }

  synchronized boolean isOut() {
    return out;
  }

  /** The changes so far, in order, and what was lost in between. */
  synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  /** Whether any cut so far could tear a file. */
  synchronized boolean everTore() {
    return unforcedContents;
  }

  /** Whoever had files open has closed them: the next life begins with what is left. */
  synchronized void powerOn() throws IOException {
    findForeign(root);
    for (Path name : names.all()) {
      UnsyncedFile file = file(name);
      if (foreign.contains(file)) {
        byte[] content = Files.readAllBytes(name);
        if (!Arrays.equals(content, file.forced())) {
          file.written(content, 0);
        }
      } else {
        unforcedContents |= !file.isForced();
      }
    }
    Map<Path, UnsyncedFile> kept = names.afterPowerCut(random);
    for (Path name : files(root)) {
      Files.delete(name);
    }
    for (Map.Entry<Path, UnsyncedFile> entry : kept.entrySet()) {
      byte[] content = entry.getValue().afterPowerCut(random);
      entry.getValue().force(content);
      write(entry.getKey(), content);
      calls.add("left " + root.relativize(entry.getKey()) + " " + content.length);
    }
    begin();
  }

  /** The process died, but not the machine: all is there, and what was unforced still is. */
  synchronized void restart() {
    calls.add("the process dies");
    begin();
  }

  private void begin() {
    life++;
    out = false;
    left = Long.MAX_VALUE;
    leftToFailure = Long.MAX_VALUE;
    failed = false;
  }

  private void write(Path name, byte[] content) throws IOException {
    try (OpenFile file = disk.create(name)) {
      file.write(ByteBuffer.wrap(content), 0);
    }
  }

  /** Takes note of what was created and deleted behind our back. */
  private void findForeign(Path directory) throws IOException {
    for (Path name : names.all()) {
      if (name.startsWith(directory) && !Files.exists(name)) {
        names.deleted(name);
      }
    }
    for (Path name : files(directory)) {
      if (names.get(name) == null) {
        UnsyncedFile file = new UnsyncedFile(new byte[0]);
        foreign.add(file);
        names.created(name, file);
      }
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private UnsyncedFile file(Path name) throws IOException {
    UnsyncedFile file = names.get(name);
    if (file == null) {
      findForeign(name.getParent());
      file = names.get(name);
    }
    if (file == null) {
      throw new IOException("no such file: " + name);
    }
    return file;
  }

  private void checkPower() throws IOException {
    if (out) {
      throw new IOException("the power is out");
    }
  }

  /** What a change does, to the real file and in the books. */
  private interface Effect {
    void happen() throws IOException;
  }

  private synchronized void change(String call, Path path, Effect effect) throws IOException {
    checkPower();
    out = left-- == 0;
    leftToFailure--;
    calls.add(call + " " + root.relativize(path) + (out ? " and the power goes" : ""));
    if (!out || lastTakesEffect) {
      effect.happen();
    }
    checkPower();
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    change(
        "directory",
        directory,
        () -> Files.createDirectories(directory, DiskFiles.permissions(directory, "rwx------")));
  }

  @Override
  public synchronized List<String> list(Path directory) throws IOException {
    checkPower();
    return disk.list(directory);
  }

  @Override
  public boolean exists(Path path) {
    return disk.exists(path);
  }

  @Override
  public synchronized OpenFile create(Path path) throws IOException {
    UnsyncedFile file = new UnsyncedFile(new byte[0]);
    change(
        "create",
        path,
        () -> {
          disk.create(path).close();
          names.created(path, file);
        });
    return new PowerCutFile(path, file, disk.open(path), life);
  }

  @Override
  public synchronized OpenFile open(Path path) throws IOException {
    checkPower();
    return new PowerCutFile(path, file(path), disk.open(path), life);
  }

  @Override
  public void delete(Path path) throws IOException {
    change(
        "delete",
        path,
        () -> {
          if (disk.exists(path)) {
            disk.delete(path);
            names.deleted(path);
          }
        });
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    change(
        "rename",
        to,
        () -> {
          file(from); // known from now on, whoever made it
          disk.rename(from, to);
          names.renamed(from, to);
        });
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    change(
        "force",
        directory,
        () -> {
          findForeign(directory);
          names.force(directory);
        });
  }

  private final class PowerCutFile implements OpenFile {
    private final Path path; // when it was opened; it may have another name by now
    private final UnsyncedFile book;
    private final OpenFile file;
    private final int openedIn;

    PowerCutFile(Path path, UnsyncedFile book, OpenFile file, int openedIn) {
      this.path = path;
      this.book = book;
      this.file = file;
      this.openedIn = openedIn;
    }

    private void checkLife() throws IOException {
      if (openedIn != life) {
        throw new IOException("opened by a process that is dead");
      }
    }

    @Override
    public void write(ByteBuffer source, long at) throws IOException {
      byte[] bytes = new byte[source.remaining()];
      source.get(bytes);
      change(
          "write " + bytes.length + " at " + at,
          path,
          () -> {
            checkLife();
            file.write(ByteBuffer.wrap(bytes), at);
            book.written(bytes, at);
          });
    }

    @Override
    public void read(ByteBuffer target, long at) throws IOException {
      synchronized (PowerCutFiles.this) {
        checkPower();
        checkLife();
        file.read(target, at);
      }
    }

    @Override
    public long size() throws IOException {
      synchronized (PowerCutFiles.this) {
        checkPower();
        checkLife();
        return file.size();
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      change(
          "truncate to " + size,
          path,
          () -> {
            checkLife();
            file.truncate(size);
            book.truncated(size);
          });
    }

    @Override
    public void force() throws IOException {
      change(
          "force",
          path,
          () -> {
            checkLife();
            failIfItIsTime();
            if (foreign.contains(book)) {
              book.force(Files.readAllBytes(path));
            } else {
              book.force();
            }
          });
    }

    private void failIfItIsTime() throws IOException {
      if (leftToFailure < 0 && !failed) {
        failed = true;
        unforcedContents |= !book.isForced();
        book.failToForce(random);
        cutAfter(random.nextInt(24));
        calls.add("that failed");
        throw new IOException("the disk failed");
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
