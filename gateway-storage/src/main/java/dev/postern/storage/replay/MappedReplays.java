package dev.postern.storage.replay;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import dev.postern.storage.FileProblem;
import dev.postern.storage.ReplayMemory;
import dev.postern.storage.SeenTags;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a gateway has seen, in files. Nothing is there before the first set is asked for, which
 * makes the directory and starts the thread. Thread-safe; {@link #packets}, {@link #logins}, {@link
 * #forgetPackets} and {@link #close} use the disk.
 *
 * <pre>
 *   replay/                            0700
 *   ├── secret                         {@link ReplaySecret}
 *   ├── logins/                        a set
 *   └── packets-‹public key in hex›/   a set for each Sphinx key
 *       ├── 0000000001.window          {@link FingerprintTable}; the highest number is the newest
 *       └── 0000000002.folded          {@link FoldedTags}
 * </pre>
 */
public final class MappedReplays implements ReplayMemory, Closeable {
  private static final Logger log = LoggerFactory.getLogger(MappedReplays.class);
  private static final String LOGINS = "logins";

  /** The part of the memory that logins get. */
  private static final int LOGINS_PART = 16;

  // Of the turns, each of which forces logins: they are few, and one that came twice would be let
  // in. What packets add in a second lies on as many pages (docs/adr/0017).
  private static final int PACKETS_EVERY = 10;

  private final TableFiles files;
  private final Path directory;
  private final ReplaySizes packetSizes;
  private final ReplaySizes loginSizes;
  private final long forceEveryMillis;
  private final Semaphore asked = new Semaphore(0);

  // Guarded by this.
  private final SortedMap<String, MappedTags> sets = new TreeMap<>();
  private ReplayFigures forgotten = ReplayFigures.NOTHING; // its counters, which must not fall
  private @Nullable TagHash hash;
  private @Nullable Thread thread;
  private boolean closed;

  /**
   * In a directory whose parent is there when the first set is asked for.
   *
   * @param bytes of disk space for the packets of each Sphinx key; logins get a sixteenth of it
   */
  public MappedReplays(Path directory, long bytes) {
    this(
        new MappedFiles(),
        directory,
        ReplaySizes.within(bytes),
        ReplaySizes.within(bytes / LOGINS_PART),
        TimeUnit.SECONDS.toMillis(1));
  }

  MappedReplays(
      TableFiles files,
      Path directory,
      ReplaySizes packetSizes,
      ReplaySizes loginSizes,
      long forceEveryMillis) {
    this.files = files;
    this.directory = directory;
    this.packetSizes = packetSizes;
    this.loginSizes = loginSizes;
    this.forceEveryMillis = forceEveryMillis;
  }

  /**
   * The set of a key.
   *
   * @throws UncheckedIOException if it is there and can't be read, with a sentence that says why
   */
  @Override
  public SeenTags packets(SphinxPublicKey key) {
    return set(packetsOf(key), packetSizes);
  }

  /**
   * The set of logins.
   *
   * @throws UncheckedIOException as {@link #packets}
   */
  @Override
  public SeenTags logins() {
    return set(LOGINS, loginSizes);
  }

  @Override
  public void forgetPackets(SphinxPublicKey key) {
    MappedTags set;
    synchronized (this) {
      set = sets.remove(packetsOf(key));
      if (set != null) {
        forgotten = forgotten.plus(set.figures().countersOnly());
      }
    }
    try {
      if (set != null) {
        set.discard();
      } else {
        MappedTags.discard(files, directory.resolve(packetsOf(key)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String packetsOf(SphinxPublicKey key) {
    return "packets-" + HexFormat.of().formatHex(key.toBytes());
  }

  private synchronized MappedTags set(String name, ReplaySizes sizes) {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
    MappedTags open = sets.get(name);
    if (open != null) {
      return open;
    }
    try {
      MappedTags opened =
          MappedTags.open(files, directory.resolve(name), hash(), sizes, asked::release);
      sets.put(name, opened);
      startThread();
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException("what was seen can't be read: " + FileProblem.of(e), e);
    }
  }

  private TagHash hash() throws IOException {
    if (hash == null) {
      files.createDirectory(directory);
      hash = new TagHash(ReplaySecret.readOrMake(directory, files, new SecureRandom()));
    }
    return hash;
  }

  private void startThread() {
    if (thread == null) {
      thread = new Thread(this::keepHouse, "postern-store-replays");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void keepHouse() {
    boolean all = true;
    for (int turn = 1; !isClosed(); turn++) {
      try {
        maintain(all);
      } catch (RuntimeException | Error e) {
        log.error("{}: a defect of ours", directory, e);
      }
      all = wasAsked() || turn % PACKETS_EVERY == 0;
    }
  }

  /** Whether somebody has asked for a turn, or only the time for one has come. */
  private boolean wasAsked() {
    boolean early =
        Uninterruptibles.tryAcquireUninterruptibly(
            asked, 1, forceEveryMillis, TimeUnit.MILLISECONDS);
    if (early) {
      asked.drainPermits();
    }
    return early;
  }

  /** What ten turns bring, for tests that won't wait. */
  void maintain() {
    maintain(true);
  }

  private void maintain(boolean all) {
    List<MappedTags> due = new ArrayList<>();
    synchronized (this) {
      sets.forEach(
          (name, set) -> {
            if (all || name.equals(LOGINS)) {
              due.add(set);
            }
          });
    }
    due.forEach(MappedTags::maintain);
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** How it is doing. Cheap; from any thread. */
  public synchronized ReplayFigures figures() {
    ReplayFigures sum = forgotten;
    for (MappedTags set : sets.values()) {
      sum = sum.plus(set.figures());
    }
    return sum;
  }

  /** Makes durable what was seen, and refuses everything from then on. */
  @Override
  public void close() {
    Thread ending;
    synchronized (this) {
      closed = true;
      ending = thread;
    }
    if (ending != null) {
      asked.release();
      Uninterruptibles.joinUninterruptibly(ending);
    }
    synchronized (this) {
      for (MappedTags set : sets.values()) {
        set.close();
      }
    }
  }
}
