package dev.postern.sphinx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.testing.FuzzTarget;
import dev.postern.testing.Vectors;
import java.util.Arrays;
import java.util.List;

/** A SURB of any bytes is refused, or is used and written as it was. */
class SurbFuzzTest extends FuzzTarget {
  private static final CryptoEngine ENGINE = CryptoEngine.best();

  @Override
  protected void check(byte[] input) {
    int keyBytes = input.length - 380;
    boolean wholeKeys = keyBytes >= 192 && keyBytes % 192 == 0;
    boolean address = input.length > 348 && (input[348] == 4 || input[348] == 6);
    if (!wholeKeys || !address) {
      assertThatIllegalArgumentException().isThrownBy(() -> Surb.parse(input));
      return;
    }
    Surb surb = Surb.parse(input.clone());
    assertThat(surb.toBytes()).isEqualTo(input);
    assertThat(surb.hops()).isEqualTo(keyBytes / 192);
    byte[] packet = surb.use(PacketSize.ACK, new byte[] {7}, ENGINE);
    assertThat(packet).hasSize(PacketSize.ACK.packetBytes()).startsWith(Arrays.copyOf(input, 348));
  }

  @Override
  protected List<byte[]> seeds() {
    return Vectors.cases("surbs.json", "cases")
        .map(surb -> PacketVector.bytes(surb, "surb"))
        .toList();
  }

  @Override
  protected int maxBytes() {
    return 1600;
  }
}
