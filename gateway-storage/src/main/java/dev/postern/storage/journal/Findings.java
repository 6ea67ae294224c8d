package dev.postern.storage.journal;

import java.util.ArrayList;
import java.util.List;

/** Collects findings: all are counted, and the first thousand kept. One thread. */
final class Findings {
  private static final int KEPT = 1000;

  private final List<StoreFinding> kept = new ArrayList<>();
  private long damage;

  /** Something is wrong there. */
  void damage(String file, long offset, String what) {
    damage++;
    keep(new StoreFinding(file, offset, true, what));
  }

  /** Something is wrong with a file. */
  void damage(String file, String what) {
    damage(file, StoreFinding.WHOLE_FILE, what);
  }

  /** Nothing wrong, but worth a line. */
  void notice(String file, long offset, String what) {
    keep(new StoreFinding(file, offset, false, what));
  }

  /** The same of a whole file. */
  void notice(String file, String what) {
    notice(file, StoreFinding.WHOLE_FILE, what);
  }

  /** All that another one has. */
  void addAll(Findings others) {
    others.kept.forEach(this::keep);
    damage += others.damage;
  }

  /** How often something is wrong. */
  long damage() {
    return damage;
  }

  List<StoreFinding> kept() {
    return List.copyOf(kept);
  }

  private void keep(StoreFinding finding) {
    if (kept.size() < KEPT) {
      kept.add(finding);
    }
  }
}
