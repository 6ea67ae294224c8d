package dev.postern.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.storage.journal.InboxFigures;
import dev.postern.storage.journal.StoreFigures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A store's figures, for people and for programs. */
final class StatsText {
  private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};

  private StatsText() {}

  /** One figure a line. */
  static List<String> table(StoreFigures figures, List<InboxFigures> largest) {
    List<String> lines = new ArrayList<>();
    lines.add(line("state", figures.inUse() ? "in use" : "stopped"));
    lines.add(line("registrations", count(figures.registrations())));
    lines.add(line("inboxes", count(figures.inboxes()) + " with messages"));
    lines.add(
        line(
            "messages",
            count(figures.stored().messages()) + ", " + size(figures.stored().bytes())));
    lines.add(line("oldest message", oldest(figures)));
    lines.add(line("segments", figures.segments() + ", " + size(figures.journalBytes())));
    lines.add(
        line(
            "live share",
            String.format(
                Locale.ROOT,
                "%.1f %% (%s are stored messages)",
                100 * figures.liveShare(),
                size(figures.liveBytes()))));
    lines.add(line("quarantine", count(figures.quarantined()) + " files"));
    lines.add(
        line(
            "damage",
            figures.damage() == 0
                ? "none"
                : count(figures.damage()) + " places: see store verify"));
    if (!largest.isEmpty()) {
      lines.add("largest inboxes");
      for (InboxFigures inbox : largest) {
        lines.add(
            String.format(
                Locale.ROOT,
                "  %-44s  %,d messages, %s",
                inbox.owner().toBase58(),
                inbox.usage().messages(),
                size(inbox.usage().bytes())));
      }
    }
    return lines;
  }

  /** The same as an object: bytes as numbers, times as ISO 8601, null for what is not known. */
  static String json(StoreFigures figures, List<InboxFigures> largest) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("in_use", figures.inUse());
    root.put("registrations", figures.registrations());
    root.put("inboxes", figures.inboxes());
    root.put("messages", figures.stored().messages());
    root.put("bytes", figures.stored().bytes());
    root.put("oldest_at_or_after", text(figures.oldestAfter().orElse(null)));
    root.put("oldest_at_or_before", text(figures.oldestBefore().orElse(null)));
    root.put("segments", figures.segments());
    root.put("journal_bytes", figures.journalBytes());
    root.put("live_bytes", figures.liveBytes());
    root.put("live_share", figures.liveShare());
    root.put("quarantined_files", figures.quarantined());
    root.put("damaged_places", figures.damage());
    if (!largest.isEmpty()) {
      ArrayNode inboxes = root.putArray("largest_inboxes");
      for (InboxFigures inbox : largest) {
        inboxes
            .addObject()
            .put("client", inbox.owner().toBase58())
            .put("messages", inbox.usage().messages())
            .put("bytes", inbox.usage().bytes());
      }
    }
    return root.toString();
  }

  /** A size in the largest unit of which there is one. */
  static String size(long bytes) {
    int unit = 0;
    double value = bytes;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0
        ? bytes + " " + UNITS[0]
        : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  private static String oldest(StoreFigures figures) {
    if (figures.stored().messages() == 0) {
      return "none";
    }
    String after = figures.oldestAfter().map(instant -> "at " + instant + " or later").orElse("");
    String before =
        figures.oldestBefore().map(instant -> "at " + instant + " or before").orElse("");
    return after.isEmpty() && before.isEmpty()
        ? "came at an unknown time"
        : "came " + after + (after.isEmpty() || before.isEmpty() ? "" : ", ") + before;
  }

  private static String line(String name, String value) {
    return String.format(Locale.ROOT, "%-16s%s", name, value);
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
