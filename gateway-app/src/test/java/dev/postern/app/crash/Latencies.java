package dev.postern.app.crash;

import java.util.ArrayList;
import java.util.List;

/** Times that messages took. Thread-safe. */
final class Latencies {
  private List<Long> nanos = new ArrayList<>(); // guarded by this

  synchronized void add(long time) {
    nanos.add(time);
  }

  /** Those since the last call. */
  synchronized Taken take() {
    List<Long> taken = nanos;
    nanos = new ArrayList<>();
    return new Taken(taken.stream().sorted().toList());
  }

  /**
   * Some of them.
   *
   * @param sorted nanoseconds, the shortest first
   */
  record Taken(List<Long> sorted) {
    int count() {
      return sorted.size();
    }

    /** In milliseconds; 0 if there are none. */
    double percentile(int percent) {
      return sorted.isEmpty() ? 0 : sorted.get((sorted.size() - 1) * percent / 100) / 1e6;
    }
  }
}
