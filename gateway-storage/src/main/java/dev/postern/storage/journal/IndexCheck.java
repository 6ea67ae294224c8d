package dev.postern.storage.journal;

import com.google.common.collect.Iterators;
import com.google.common.collect.PeekingIterator;
import dev.postern.sphinx.DestinationAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;

/**
 * Compares the index that a clean stop left with the journal, entry by entry: both are walked
 * through in the same order, so nothing is kept.
 */
final class IndexCheck {
  private final StoreSnapshot snapshot;
  private final Findings findings;

  IndexCheck(StoreSnapshot snapshot, Findings findings) {
    this.snapshot = snapshot;
    this.findings = findings;
  }

  /** A message and its place; sorted by whose it is, and its position. */
  private record Entry(DestinationAddress owner, long position, Location at)
      implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      return owner.equals(other.owner)
          ? Long.compareUnsigned(position, other.position)
          : Arrays.compareUnsigned(owner.toBytes(), other.owner.toBytes());
    }
  }

  void check(Path file, CleanMarker marker) throws IOException {
    String name = file.getFileName().toString();
    if (!Files.exists(file)) {
      findings.damage(name, "it is missing; the next start reads the whole journal");
      return;
    }
    PeekingIterator<Entry> stored = Iterators.peekingIterator(stored());
    boolean whole =
        IndexFile.read(
            file,
            marker.generation(),
            (owner, position, at) -> compare(name, stored, new Entry(owner, position, at)));
    UnpackedLibrary.delete();
    if (whole) {
      stored.forEachRemaining(missing -> lacks(name, missing));
    } else {
      findings.damage(name, "it is not whole, or not the one of the last stop");
    }
  }

  private void compare(String name, PeekingIterator<Entry> stored, Entry entry) {
    while (stored.hasNext() && stored.peek().compareTo(entry) < 0) {
      lacks(name, stored.next());
    }
    if (!stored.hasNext() || stored.peek().compareTo(entry) > 0) {
      findings.damage(name, "an entry for position " + entry.position + ", which is not stored");
    } else if (!stored.next().at.equals(entry.at) && !isCopy(entry)) {
      findings.damage(
          name, "the entry for position " + entry.position + " points to another place");
    }
  }

  /** A message that was just being moved forward stands in two places. */
  private boolean isCopy(Entry entry) {
    try {
      return snapshot.content(entry.owner, entry.position, entry.at).remaining()
          == entry.at.length();
    } catch (IOException e) {
      return false;
    }
  }

  private void lacks(String name, Entry stored) {
    findings.damage(name, "no entry for position " + stored.position + ", which is stored");
  }

  private Iterator<Entry> stored() {
    return Iterators.concat(
        Iterators.transform(snapshot.owners().entrySet().iterator(), IndexCheck::entries));
  }

  private static Iterator<Entry> entries(Map.Entry<DestinationAddress, FoundMessages> inbox) {
    return inbox.getValue().live().stream()
        .map(live -> new Entry(inbox.getKey(), live.position(), live.location()))
        .iterator();
  }
}
