package dev.postern.storage.journal;

import java.util.HashMap;
import java.util.Map;

/** Whether a clean stop's marker tells the truth about the segments that are there. */
final class MarkerCheck {
  private final SnapshotFiles files;
  private final Findings findings;

  MarkerCheck(SnapshotFiles files, Findings findings) {
    this.files = files;
    this.findings = findings;
  }

  void check(CleanMarker marker, long highestPosition) {
    Map<Long, SnapshotFile> present = new HashMap<>();
    files.segments().forEach(segment -> present.put((long) segment.number(), segment));
    for (CleanMarker.SegmentFacts facts : marker.segments()) {
      SnapshotFile segment = present.remove(facts.number());
      if (segment == null) {
        findings.damage(
            "messages/" + Journal.fileName((int) facts.number()),
            "it was there at the last stop, and is missing");
      } else if (segment.size() != facts.size()) {
        findings.damage(
            segment.name(),
            "it has " + segment.size() + " bytes, and had " + facts.size() + " at the last stop");
      }
    }
    present
        .values()
        .forEach(segment -> findings.damage(segment.name(), "it was not there at the last stop"));
    if (highestPosition > marker.lastPosition()) {
      findings.damage(
          CleanMarker.FILE,
          "its last position is "
              + marker.lastPosition()
              + ", and there are records up to "
              + highestPosition);
    }
  }
}
