package dev.postern.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalLong;

/** Looks at the gateway's process, if somebody said which it is; else sees nothing. */
final class ProcessWatch {
  private static final ProcessUse NOTHING = new ProcessUse(0, 0, 0);

  private final OptionalLong pid;
  private final boolean heap;

  /** With or without the heap, which only a JVM has. */
  ProcessWatch(OptionalLong pid, boolean heap) {
    this.pid = pid;
    this.heap = heap;
  }

  boolean isBlind() {
    return pid.isEmpty();
  }

  /** What it has used; zeros if nobody said which process it is. */
  ProcessUse now() {
    try {
      return pid.isPresent() ? ProcessUse.of(pid.getAsLong()) : NOTHING;
    } catch (IOException e) {
      throw new UncheckedIOException("the gateway's process can't be looked at", e);
    }
  }

  /** Writes what it took from one moment to another, in all and for each of so many. */
  void report(Report report, ProcessUse before, ProcessUse after, String each, long count)
      throws InterruptedException {
    if (isBlind()) {
      return;
    }
    long cpuMillis = after.cpuMillis() - before.cpuMillis();
    report
        .put("gateway_cpu_ms", cpuMillis)
        .put("gateway_cpu_us_per_" + each, count == 0 ? 0 : cpuMillis * 1e3 / count)
        .put("rss_before_kib", before.residentKib())
        .put("rss_after_kib", after.residentKib())
        .put("rss_peak_kib", after.peakKib());
    if (heap) {
      reportHeap(report);
    }
  }

  // The other figures stand, whether or not the process can be asked.
  private void reportHeap(Report report) throws InterruptedException {
    try {
      report.put("live_heap_kib", LiveHeap.kib(pid.getAsLong()));
    } catch (IOException | LoadFailure e) {
      report.put("live_heap", "unknown: " + e.getMessage());
    }
  }
}
