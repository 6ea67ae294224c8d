package dev.postern.net.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * What a peer is told.
 *
 * @param texts text frames, in order; perhaps none
 * @param areLast whether the connection ends behind them
 */
public record Words(List<String> texts, boolean areLast) {
  /** Nothing to say. */
  public static final Words NONE = of();

  /** Copies. */
  public Words {
    texts = List.copyOf(texts);
  }

  /** The conversation goes on behind them. */
  public static Words of(String... texts) {
    return new Words(List.of(texts), false);
  }

  /** The connection ends behind them. */
  public static Words last(String... texts) {
    return new Words(List.of(texts), true);
  }

  /** The same with others before them. */
  public Words after(String... before) {
    List<String> all = new ArrayList<>(List.of(before));
    all.addAll(texts);
    return new Words(all, areLast);
  }
}
