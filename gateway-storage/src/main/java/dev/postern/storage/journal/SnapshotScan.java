package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Registration;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads all records of a snapshot once, by the rules of {@code docs/store-format.md}: what is
 * stored, who is registered, and what is wrong. Keeps 20 bytes for each message, and no content.
 */
final class SnapshotScan {
  private final SnapshotFiles files;
  private final Findings findings;
  private final Map<DestinationAddress, FoundMessages> owners = new HashMap<>();
  private final Map<DestinationAddress, Registration> registrations = new HashMap<>();
  private long records;
  private long highestPosition;

  SnapshotScan(SnapshotFiles files, Findings findings) {
    this.files = files;
    this.findings = findings;
  }

  private interface RecordConsumer {
    void accept(RecordCursor record);
  }

  void run() {
    List<SnapshotFile> segments = files.segments();
    for (int i = 0; i < segments.size(); i++) {
      SnapshotFile segment = segments.get(i);
      scan(segment, i == segments.size() - 1, record -> takeFromSegment(segment, record));
    }
    SnapshotFile registry = files.registry();
    if (registry != null) {
      scan(registry, true, record -> takeFromRegistry(registry, record));
    } else if (!segments.isEmpty()) {
      findings.damage("registrations", "there is no file in it: every client has to register anew");
    }
  }

  /** Whose messages were found, stored or not, by address. */
  SortedMap<DestinationAddress, FoundMessages> owners() {
    return sorted(owners);
  }

  /** By address. */
  SortedMap<DestinationAddress, Registration> registrations() {
    return sorted(registrations);
  }

  /** How many whole records there are. */
  long records() {
    return records;
  }

  /** Of any message or removal. */
  long highestPosition() {
    return highestPosition;
  }

  private void scan(SnapshotFile file, boolean last, RecordConsumer consumer) {
    JournalFile journal = file.journal();
    if (journal == null) {
      unreadable(file, last);
      return;
    }
    if (!file.headerWhole()) {
      findings.damage(file.name(), 0, "the header is damaged; the records behind it can be read");
    } else if (journal.header().number() != file.number()) {
      findings.damage(file.name(), 16, "it was made as number " + journal.header().number());
    }
    try {
      RecordCursor cursor = new RecordCursor(journal.file(), journal.header().mark(), file.size());
      while (cursor.next()) {
        if (cursor.damagedBytes() > 0) {
          noRecords(file, cursor);
        }
        records++;
        consumer.accept(cursor);
      }
      if (cursor.damagedBytes() > 0) {
        end(file, last, cursor);
      }
    } catch (IOException e) {
      if (files.inUse() && file.isShorterNow()) {
        // Its writer took back what it could not make durable, which nobody relies on.
        findings.notice(file.name(), "its end was cut off while it was read");
      } else {
        findings.damage(file.name(), "it can't be read to its end (" + e.getMessage() + ")");
      }
    }
  }

  private void unreadable(SnapshotFile file, boolean last) {
    if (!file.isUnfinished()) {
      findings.damage(file.name(), "no record of its " + file.size() + " bytes can be read");
    } else if (stoppedCleanly()) {
      findings.damage(file.name(), "it is cut off in its header");
    } else if (!(last && files.inUse())) {
      findings.notice(file.name(), "it was being made when a crash came; it holds nothing");
    }
  }

  private void end(SnapshotFile file, boolean last, RecordCursor cursor) {
    if (!last || stoppedCleanly()) {
      noRecords(file, cursor);
    } else if (!files.inUse()) {
      findings.notice(
          file.name(),
          cursor.damagedFrom(),
          cursor.damagedBytes()
              + " bytes that a crash left unfinished; the next start cuts them off");
    }
    // And otherwise they are just being written.
  }

  private void noRecords(SnapshotFile file, RecordCursor cursor) {
    findings.damage(
        file.name(), cursor.damagedFrom(), cursor.damagedBytes() + " bytes are no record");
  }

  private boolean stoppedCleanly() {
    return files.marker() != null || files.markerUnreadable();
  }

  private void takeFromSegment(SnapshotFile segment, RecordCursor record) {
    long position = record.position();
    FoundMessages messages = owners.computeIfAbsent(record.owner(), address -> new FoundMessages());
    switch (record.type()) {
      case MESSAGE ->
          messages.add(
              position,
              new Location(segment.number(), (int) record.offset(), record.payloadLength()));
      case REMOVED_UP_TO -> messages.removeUpTo(position);
      case REGISTERED, FORGOTTEN, USED, END -> misplaced(segment, record);
    }
    highestPosition = Math.max(highestPosition, position);
  }

  private void takeFromRegistry(SnapshotFile registry, RecordCursor record) {
    switch (record.type()) {
      case REGISTERED, FORGOTTEN, USED -> {
        try {
          RegistryFile.apply(record, registrations);
        } catch (BufferUnderflowException e) {
          findings.damage(registry.name(), record.offset(), "the record is too short for its type");
        }
      }
      case MESSAGE, REMOVED_UP_TO, END -> misplaced(registry, record);
    }
  }

  /** As the index sorts its keys, by unsigned bytes. */
  private static <T> SortedMap<DestinationAddress, T> sorted(Map<DestinationAddress, T> map) {
    SortedMap<DestinationAddress, T> sorted =
        new TreeMap<>(Comparator.comparing(DestinationAddress::toBytes, Arrays::compareUnsigned));
    sorted.putAll(map);
    return sorted;
  }

  private void misplaced(SnapshotFile file, RecordCursor record) {
    findings.damage(
        file.name(), record.offset(), "a record of type " + record.type() + " has no place here");
  }
}
