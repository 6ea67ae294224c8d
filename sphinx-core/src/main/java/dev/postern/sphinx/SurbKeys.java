package dev.postern.sphinx;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;

/**
 * The keys at the end of a {@link Surb}, by version (spec §3).
 *
 * <pre>
 *   up to 258   n keys of 192, outermost hop first
 *   259         n seeds of 16, outermost hop first
 *   260         the last hop's seed of 16
 * </pre>
 */
enum SurbKeys {
  KEY_PER_HOP(Lioness.KEY_BYTES) {
    @Override
    boolean fit(int bytes) {
      return isWhole(bytes);
    }
  },
  SEED_PER_HOP(PayloadSeed.BYTES) {
    // A key of an older version would pass for twelve seeds.
    @Override
    boolean fit(int bytes) {
      return isWhole(bytes) && bytes <= HeaderLayout.MAX_HOPS * PayloadSeed.BYTES;
    }
  },
  ONE_SEED(PayloadSeed.BYTES) {
    @Override
    boolean fit(int bytes) {
      return bytes == PayloadSeed.BYTES;
    }

    @Override
    OptionalInt hops(int bytes) {
      return OptionalInt.empty();
    }

    @Override
    byte[] write(List<HopKeys> keys) {
      return super.write(keys.subList(keys.size() - 1, keys.size()));
    }
  };

  private static final int FIRST_SEED_PER_HOP = 259;
  private static final int FIRST_ONE_SEED = 260;

  private final int keyBytes;

  SurbKeys(int keyBytes) {
    this.keyBytes = keyBytes;
  }

  /** Throws IllegalArgumentException for a version of which nobody knows. */
  static SurbKeys of(SphinxVersion version) {
    int number = version.number();
    if (number > FIRST_ONE_SEED) {
      throw new IllegalArgumentException("no SURB of version " + number + " is known");
    }
    if (number == FIRST_ONE_SEED) {
      return ONE_SEED;
    }
    return number == FIRST_SEED_PER_HOP ? SEED_PER_HOP : KEY_PER_HOP;
  }

  /** Whether so many bytes hold such keys. */
  abstract boolean fit(int bytes);

  boolean isWhole(int bytes) {
    return bytes >= keyBytes && bytes % keyBytes == 0;
  }

  /** How many hops so many bytes are for. */
  OptionalInt hops(int bytes) {
    return OptionalInt.of(bytes / keyBytes);
  }

  byte[] write(List<HopKeys> keys) {
    ByteBuffer bytes = ByteBuffer.allocate(keys.size() * keyBytes);
    for (HopKeys hopKeys : keys) {
      bytes.put(hopKeys.bytes(), HopKeys.PAYLOAD_KEY_OFFSET, keyBytes);
    }
    return bytes.array();
  }
}
