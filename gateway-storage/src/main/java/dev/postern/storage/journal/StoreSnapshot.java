package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Registration;
import dev.postern.storage.StoreException;
import dev.postern.storage.Usage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.stream.LongStream;

/**
 * A store as it stood at one moment, for those who only look: every message that was durable then
 * and not removed, and every registration. Works while a gateway runs on the store, in this process
 * or another, and doesn't disturb it: takes no lock and writes nothing. One thread.
 *
 * <p>A message that is removed while the snapshot is taken may still be in it.
 */
public final class StoreSnapshot implements Closeable {
  private final SnapshotFiles files;
  private final Findings findings = new Findings();
  private final long records;
  private final long highestPosition;
  private final SortedMap<DestinationAddress, FoundMessages> owners;
  private final SortedMap<DestinationAddress, Registration> registrations;

  private StoreSnapshot(SnapshotFiles files) {
    this.files = files;
    SnapshotScan scan = new SnapshotScan(files, findings);
    scan.run();
    this.records = scan.records();
    this.highestPosition = scan.highestPosition();
    this.owners = scan.owners();
    this.registrations = scan.registrations();
  }

  /**
   * Reads a store from its first byte to its last. What is damaged is left out and reported.
   *
   * @throws StoreException if there is none, or it can't be read at all, with a sentence that says
   *     why
   */
  public static StoreSnapshot read(Path directory) throws IOException {
    SnapshotFiles files = SnapshotFiles.open(directory);
    try {
      StoreSnapshot snapshot = new StoreSnapshot(files);
      files.requireUndisturbed();
      return snapshot;
    } catch (IOException | RuntimeException | Error e) {
      files.close();
      throw e;
    }
  }

  /** Whether there is a store in a directory. */
  public static boolean isStore(Path directory) {
    return SnapshotFiles.areIn(directory);
  }

  /** How much there is. */
  public StoreFigures figures() throws IOException {
    long[] sums = new long[4]; // inboxes, messages, bytes of content, bytes of records
    long[] lowest = {Long.MAX_VALUE};
    owners.forEach(
        (owner, messages) -> {
          Usage usage = usage(messages);
          sums[0] += usage.messages() == 0 ? 0 : 1;
          sums[1] += usage.messages();
          sums[2] += usage.bytes();
          sums[3] += usage.bytes() + usage.messages() * RecordFormat.HEADER_BYTES;
          messages.forEachLive((position, at) -> lowest[0] = Math.min(lowest[0], position));
        });
    boolean any = sums[1] > 0;
    return new StoreFigures(
        files.inUse(),
        registrations.size(),
        sums[0],
        new Usage(sums[1], sums[2]),
        any ? madeLastBefore(lowest[0]) : Optional.empty(),
        any ? knownAt(lowest[0]) : Optional.empty(),
        files.segments().size(),
        files.segments().stream().mapToLong(SnapshotFile::size).sum(),
        sums[3],
        files.quarantined().size(),
        findings.damage());
  }

  /** The inboxes with the most bytes, the largest first. */
  public List<InboxFigures> largest(int count) {
    List<InboxFigures> inboxes = new ArrayList<>();
    owners.forEach(
        (owner, messages) -> {
          Usage usage = usage(messages);
          if (usage.messages() > 0) {
            inboxes.add(new InboxFigures(owner, usage));
          }
        });
    inboxes.sort(Comparator.comparingLong((InboxFigures inbox) -> -inbox.usage().bytes()));
    return List.copyOf(inboxes.subList(0, Math.min(count, inboxes.size())));
  }

  /**
   * Everything that is wrong with the store. After a clean stop, and while nobody has it open, the
   * marker and the index are compared with the journal, too.
   *
   * @throws StoreException if somebody opened the store meanwhile
   */
  public StoreReport verify() throws IOException {
    Findings all = new Findings();
    all.addAll(findings);
    for (String name : files.quarantined()) {
      all.notice("quarantine/" + name, "bytes of a damaged record or file, set aside before");
    }
    long strangers = owners.keySet().stream().filter(this::isStranger).count();
    if (strangers > 0) {
      all.notice("registrations", strangers + " clients with messages are not registered");
    }
    if (files.agesUnreadable()) {
      all.damage(Times.FILE, "it can't be read; what is stored begins to age anew");
    }
    CleanMarker marker = files.marker();
    if (files.markerUnreadable()) {
      all.damage(CleanMarker.FILE, "it can't be read; the next start reads the whole journal");
    }
    if (marker != null) {
      new MarkerCheck(files, all).check(marker, highestPosition);
      new IndexCheck(this, all).check(files.directory().resolve("index.mapdb"), marker);
    }
    files.requireUndisturbed();
    return new StoreReport(figures(), records, marker != null, all.damage(), all.kept());
  }

  /** Whose messages were found, stored or not, by address. */
  SortedMap<DestinationAddress, FoundMessages> owners() {
    return owners;
  }

  /** By address. */
  SortedMap<DestinationAddress, Registration> registrations() {
    return registrations;
  }

  /** How often something is wrong with the records. */
  long damage() {
    return findings.damage();
  }

  Path directory() {
    return files.directory();
  }

  /**
   * The content of a message.
   *
   * @throws StoreException if its record is not there any more
   */
  ByteBuffer content(DestinationAddress owner, long position, Location at) throws IOException {
    SnapshotFile segment = files.segment(at.segment());
    JournalFile journal = segment == null ? null : segment.journal();
    if (segment != null && journal != null && at.isWithin(segment.size())) {
      ByteBuffer record = ByteBuffer.allocate(at.recordBytes());
      journal.file().read(record, at.offset());
      record.flip();
      if (RecordFormat.isWhole(record, 0, journal.header().mark())
          && RecordFormat.type(record, 0) == RecordType.MESSAGE
          && RecordFormat.payloadLength(record, 0) == at.length()
          && RecordFormat.position(record, 0) == position
          && RecordFormat.owner(record, 0).equals(owner)) {
        return RecordFormat.payload(record, 0);
      }
    }
    throw new StoreException(
        "There is no whole record of a message at "
            + at.offset()
            + " of segment "
            + at.segment()
            + ": verify the store.");
  }

  private boolean isStranger(DestinationAddress owner) {
    FoundMessages messages = owners.get(owner);
    return messages != null && !registrations.containsKey(owner) && usage(messages).messages() > 0;
  }

  private static Usage usage(FoundMessages messages) {
    long[] sums = new long[2];
    messages.forEachLive(
        (position, at) -> {
          sums[0]++;
          sums[1] += at.length();
        });
    return new Usage(sums[0], sums[1]);
  }

  // A segment's base is the last position that was given away when it was made. That holds wherever
  // a message stands now: it may have been moved forward into a segment that is younger than it is.
  private Optional<Instant> madeLastBefore(long position) {
    return headers().stream()
        .filter(header -> header.base() < position)
        .map(header -> Instant.ofEpochMilli(header.createdMillis()))
        .max(Comparator.naturalOrder());
  }

  private Optional<Instant> knownAt(long position) {
    LongStream made =
        headers().stream()
            .filter(header -> header.base() >= position)
            .mapToLong(FileHeader::createdMillis);
    LongStream marked =
        files.ages().stream()
            .filter(mark -> mark.position() >= position)
            .mapToLong(PositionTimes.Mark::millis);
    OptionalLong first = LongStream.concat(made, marked).min();
    return first.isPresent()
        ? Optional.of(Instant.ofEpochMilli(first.getAsLong()))
        : Optional.empty();
  }

  private List<FileHeader> headers() {
    List<FileHeader> headers = new ArrayList<>();
    for (SnapshotFile segment : files.segments()) {
      JournalFile journal = segment.journal();
      if (journal != null && segment.headerWhole()) {
        headers.add(journal.header());
      }
    }
    return headers;
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
