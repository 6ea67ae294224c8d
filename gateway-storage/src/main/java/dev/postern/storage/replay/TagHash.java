package dev.postern.storage.replay;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Longs;
import com.google.errorprone.annotations.Immutable;
import dev.postern.storage.SeenTags;
import java.security.SecureRandom;

/**
 * What a tag is known by: 64 bits of SipHash under a secret of the directory. Whoever sends packets
 * chooses their tags among as many as it likes to compute, and with a hash that it knew it could
 * fill one stretch of a table.
 */
@Immutable
final class TagHash {
  static final int SECRET_BYTES = 16;

  @SuppressWarnings("Immutable") // Guava's functions are, and are marked so
  private final HashFunction sipHash;

  TagHash(byte[] secret) {
    sipHash =
        Hashing.sipHash24(
            Longs.fromByteArray(secret),
            Longs.fromBytes(
                secret[8],
                secret[9],
                secret[10],
                secret[11],
                secret[12],
                secret[13],
                secret[14],
                secret[15]));
  }

  static byte[] freshSecret(SecureRandom random) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return secret;
  }

  /** Never 0. */
  long fingerprint(byte[] tag, int offset) {
    long hash = sipHash.hashBytes(tag, offset, SeenTags.TAG_BYTES).asLong();
    return hash == 0 ? 1 : hash;
  }

  @Override
  public String toString() {
    return "TagHash[redacted]";
  }
}
