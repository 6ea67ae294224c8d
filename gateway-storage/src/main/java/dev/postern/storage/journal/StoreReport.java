package dev.postern.storage.journal;

import java.util.List;

/**
 * What a check of a whole store found.
 *
 * @param figures what the store holds
 * @param records how many records of segments and of the registry were read, and are whole
 * @param indexRead whether the index was compared with them; it is whole only after a clean stop
 * @param damage how often something is wrong
 * @param findings what that is, and what else is worth knowing: the first thousand
 */
public record StoreReport(
    StoreFigures figures,
    long records,
    boolean indexRead,
    long damage,
    List<StoreFinding> findings) {
  /** Whether nothing is wrong. */
  public boolean sound() {
    return damage == 0;
  }
}
