package dev.postern.sphinx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.testing.FuzzTarget;
import dev.postern.testing.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A SURB of any bytes is refused, or is used and written as it was, as whatever version. */
class SurbFuzzTest extends FuzzTarget {
  private static final CryptoEngine ENGINE = CryptoEngine.best();

  @Override
  protected void check(byte[] input) {
    int keyBytes = input.length - 380;
    boolean wholeKeys = keyBytes >= 192 && keyBytes % 192 == 0;
    check(input, SphinxVersion.V256, wholeKeys ? keyBytes / 192 : 0);
    check(input, SphinxVersion.V257, wholeKeys ? keyBytes / 192 : 0);
    check(input, SphinxVersion.V258, wholeKeys ? keyBytes / 192 : 0);
    boolean wholeSeeds = keyBytes >= 16 && keyBytes <= 80 && keyBytes % 16 == 0;
    check(input, SphinxVersion.V259, wholeSeeds ? keyBytes / 16 : 0);
    check(input, SphinxVersion.V260, keyBytes == 16 ? 1 : 0);
  }

  private static void check(byte[] input, SphinxVersion version, int keys) {
    boolean address = input.length > 348 && (input[348] == 4 || input[348] == 6);
    if (keys == 0 || !address) {
      assertThatIllegalArgumentException().isThrownBy(() -> Surb.parse(input, version));
      return;
    }
    Surb surb = Surb.parse(input.clone(), version);
    assertThat(surb.toBytes()).isEqualTo(input);
    if (version.equals(SphinxVersion.V260)) {
      assertThat(surb.hops()).isEmpty();
    } else {
      assertThat(surb.hops()).hasValue(keys);
    }
    byte[] packet = surb.use(PacketSize.ACK, new byte[] {7}, ENGINE);
    assertThat(packet).hasSize(PacketSize.ACK.packetBytes()).startsWith(Arrays.copyOf(input, 348));
  }

  @Override
  protected List<byte[]> seeds() {
    return Stream.concat(
            Vectors.cases("surbs.json", "cases"),
            Vectors.cases("sphinx-packet-modern.json", "surbs"))
        .map(surb -> PacketVector.bytes(surb, "surb"))
        .toList();
  }

  @Override
  protected int maxBytes() {
    return 1600;
  }
}
