package dev.postern.storage.journal;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.ClientRegistry;
import dev.postern.storage.FileProblem;
import dev.postern.storage.GatewayStore;
import dev.postern.storage.InboxStore;
import dev.postern.storage.Registration;
import dev.postern.storage.ReplayMemory;
import dev.postern.storage.StoreException;
import dev.postern.storage.StoreLimits;
import dev.postern.storage.replay.MappedReplays;
import dev.postern.storage.replay.ReplayFigures;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that survives kill -9 and loss of power: a journal of what came and went. What it amounts
 * to is known in memory, and after a clean stop in an index that can be thrown away. One process
 * has its directory at a time. Thread-safe. The package's documentation has the picture.
 */
public final class JournalStore implements GatewayStore {
  private static final Logger log = LoggerFactory.getLogger(JournalStore.class);

  private final FileLayer files;
  private final Path directory;
  // What close() releases, the last one first.
  private final Deque<Closeable> resources = new ArrayDeque<>();
  private final Damage damage;
  private final RegistryFile registryFile;
  private final Journal journal;
  private final Contents contents;
  private final Intake intake;
  private final InboxReader reader;
  private final Inboxes inboxes;
  private final Registry registry;
  private final DiskSpace space;
  private final Housekeeping housekeeping;
  private final JournalWriter writer;
  private final Thread writerThread;
  private final MappedReplays replays;
  private boolean closed;

  /** Opens the store in a directory with the default sizes and limits; see the last one. */
  public static JournalStore open(Path directory) throws StoreException {
    return open(directory, JournalOptions.DEFAULT);
  }

  /** Opens the store in a directory with the default limits; see the last one. */
  public static JournalStore open(Path directory, JournalOptions options) throws StoreException {
    return open(directory, options, StoreLimits.DEFAULT, Clock.systemUTC());
  }

  /**
   * Opens the store in a directory, which is made if it is not there. Blocks: for a moment after a
   * clean stop, and after a crash until the whole journal was read.
   *
   * @param clock the machine's; the store's own one ({@link #clock}) follows it
   * @throws dev.postern.storage.StoreLockedException if another store has the directory
   * @throws StoreException if it can't be used, with a sentence that says why and what to do
   */
  public static JournalStore open(
      Path directory, JournalOptions options, StoreLimits limits, Clock clock)
      throws StoreException {
    return open(directory, options, limits, clock, new DiskFiles());
  }

  /** Without limits. */
  static JournalStore open(Path directory, JournalOptions options, FileLayer files)
      throws StoreException {
    return open(directory, options, StoreLimits.NONE, Clock.systemUTC(), files);
  }

  static JournalStore open(
      Path directory, JournalOptions options, StoreLimits limits, Clock clock, FileLayer files)
      throws StoreException {
    try {
      JournalStore store = new JournalStore(directory, options, limits, clock, files);
      store.writerThread.start();
      store.housekeeping.start();
      return store;
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw new StoreException(
          "The store in "
              + directory
              + " can't be opened: "
              + FileProblem.of(e)
              + "; see that it is a directory which this user may read and write.",
          e);
    }
  }

  private JournalStore(
      Path directory, JournalOptions options, StoreLimits limits, Clock clock, FileLayer files)
      throws IOException {
    this.files = files;
    this.directory = directory;
    Path messages = directory.resolve("messages");
    Path registrationsDirectory = directory.resolve("registrations");
    try {
      files.createDirectories(messages);
      files.createDirectories(registrationsDirectory);
      resources.push(DirectoryLock.take(directory));
      replays = new MappedReplays(directory.resolve("replay"), limits.replayMemory());
      resources.push(replays);
      damage = new Damage(files, directory.resolve("quarantine"));
      Times times = Times.read(files, directory);
      CleanMarker marker = CleanMarker.take(files, directory);

      ConcurrentMap<DestinationAddress, Registration> registrations = new ConcurrentHashMap<>();
      registryFile = RegistryFile.open(files, registrationsDirectory, damage, registrations);
      resources.push(registryFile);

      intake = new Intake(options.waitingBytes());
      journal = new Journal(files, messages, options, intake::lastPosition);
      resources.push(journal);
      SegmentFiles.open(files, messages, damage, journal);
      contents = contents(marker, options);

      reader = new InboxReader(journal, damage);
      space = new DiskSpace(files, directory, limits, intake);
      inboxes =
          new Inboxes(
              intake, registrations::containsKey, reader, contents.inboxes(), limits, space);
      registry = new Registry(intake, inboxes, registrations, space, limits.maxRegistrations());
      housekeeping =
          new Housekeeping(
              files, directory, limits, clock, times, intake, inboxes, registry, space);
      writer =
          new JournalWriter(
              intake,
              journal,
              registryFile,
              registry,
              inboxes,
              damage,
              new Suspension(intake, directory),
              options);
      writerThread = InboxReader.daemon(writer, "postern-store-writer");
    } catch (IOException | RuntimeException | Error e) {
      release();
      throw e;
    }
  }

  /** From the index if the last stop was clean, or else from the journal. */
  private Contents contents(@Nullable CleanMarker marker, JournalOptions options)
      throws IOException {
    Contents contents = marker == null ? null : CleanStart.load(indexFile(), marker, journal);
    boolean rebuild = contents == null;
    if (contents == null) {
      if (!journal.isEmpty()) {
        log.info("{}: the last stop was not clean; reading the journal", directory);
      }
      contents = new Rebuild(journal, damage).run();
    }
    // It grows old from here on, and a clean stop writes another one.
    files.delete(indexFile());
    UnpackedLibrary.delete();
    intake.continueAfter(contents.lastPosition());
    // After a crash a new segment, whose header tells the next start which positions are taken.
    if (rebuild || journal.current().size() >= options.segmentBytes()) {
      journal.rotate();
    }
    return contents;
  }

  @Override
  public ClientRegistry clients() {
    return registry;
  }

  @Override
  public ReplayMemory replays() {
    return replays;
  }

  @Override
  public InboxStore inboxes() {
    return inboxes;
  }

  @Override
  public Clock clock() {
    return housekeeping.clock();
  }

  /** What is done now and then, for tests that won't wait. */
  Housekeeping housekeeping() {
    return housekeeping;
  }

  /** How it is doing. Cheap; from any thread. */
  public StoreStatus status() {
    long bytes = 0;
    long live = 0;
    int segments = 0;
    for (Segment segment : journal.segments()) {
      bytes += segment.size();
      live += segment.liveBytes();
      segments++;
    }
    return new StoreStatus(
        segments,
        bytes,
        live,
        intake.unsettledBytes(),
        writer.groups(),
        damage.places(),
        intake.closed() != null,
        inboxes.heldMessages(),
        space.isFull(),
        housekeeping.expiredMessages(),
        housekeeping.expiredRegistrations(),
        journal.condemned() + registryFile.condemnations(),
        writer.suspension().active(),
        writer.suspension().times());
  }

  /** How what was seen is doing. Cheap; from any thread. */
  public ReplayFigures replayFigures() {
    return replays.figures();
  }

  /** Where work waits: for tests, which must know in which groups the writer takes it. */
  Intake intake() {
    return intake;
  }

  /**
   * Makes all that was appended durable, or fails it, and releases the directory. Not from a thread
   * of the store, that is, not from what hangs on one of its futures.
   */
  @Override
  public void close() {
    Thread caller = Thread.currentThread();
    if (caller == writerThread || housekeeping.isDoneBy(caller)) {
      throw new IllegalStateException("a store can't be closed by the completion of its futures");
    }
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      StoreException reason = new StoreException("The store is closed.");
      housekeeping.stop();
      intake.close(reason);
      inboxes.close();
      Uninterruptibles.joinUninterruptibly(writerThread);
      reader.close();
      registry.close(reason);
      leaveIndex();
      release();
    }
  }

  private void leaveIndex() {
    try {
      if (writer.endedClean()) {
        long generation = new SecureRandom().nextLong();
        IndexFile.write(indexFile(), generation, contents.inboxes());
        UnpackedLibrary.delete();
        // MapDB leaves its pages to the kernel: without this the marker could be on the disk before
        // them, and vouch after a loss of power for an index with holes, or for none.
        try (OpenFile file = files.open(indexFile())) {
          file.force();
        }
        files.forceDirectory(directory);
        new CleanMarker(
                generation,
                intake.lastPosition(),
                journal.segments().stream().map(CleanMarker.SegmentFacts::of).toList())
            .leave(files, directory);
      }
    } catch (IOException | RuntimeException e) {
      log.error(
          "{}: the stop is not clean ({}), so the next start reads the journal", directory, e, e);
    }
  }

  private Path indexFile() {
    return directory.resolve("index.mapdb");
  }

  private void release() {
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (IOException | RuntimeException e) {
        log.error("{}: a file could not be closed: {}", directory, e, e);
      }
    }
  }
}
