package dev.postern.net.wire;

/**
 * What clients that count bandwidth are told they have (the later generations' spec §7). Nothing is
 * charged here, so it is always the same, and enough that no client ever stops for it.
 */
public final class Bandwidth {
  /** 64 GiB, in bytes: what the reference gives for one claim. */
  public static final long AVAILABLE = 1L << 36;

  private Bandwidth() {}
}
