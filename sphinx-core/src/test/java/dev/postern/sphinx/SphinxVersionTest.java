package dev.postern.sphinx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the three bytes of a routing block mean. */
class SphinxVersionTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1, 0, 256, false, false", // Nym 0.9
    "0, 1, 1, 257, false, false",
    "0, 1, 2, 258, true, false",
    "0, 1, 3, 259, true, true",
    "0, 1, 4, 260, true, true",
    "0, 1, 5, 261, true, true",
    "0, 255, 255, 65535, true, true",
    "0, 0, 0, 0, false, false", // the reference of Nym 0.9 looks at none of them
    "0, 0, 1, 1, false, false",
    "0, 0, 255, 255, false, false",
    "9, 9, 9, 256, false, false",
    "1, 1, 3, 256, false, false",
    "255, 255, 255, 256, false, false"
  })
  void read_threeBytes_isTheNumberThatDecides(
      int first, int second, int third, int number, boolean clamped, boolean seeded) {
    byte[] routing = {2, (byte) first, (byte) second, (byte) third};
    int read = SphinxVersion.read(routing);
    assertThat(read).isEqualTo(number);
    assertThat(SphinxVersion.clampsBlinding(read)).isEqualTo(clamped);
    assertThat(SphinxVersion.seedsPayloadKeys(read)).isEqualTo(seeded);
  }

  @Test
  void write_thenRead_isTheSameNumber() {
    for (int number = 0; number <= 65_535; number++) {
      byte[] routing = {2, 77, 77, 77, 5};
      new SphinxVersion(number).write(routing);
      assertThat(SphinxVersion.read(routing)).isEqualTo(number);
      assertThat(routing[0]).isEqualTo((byte) 2);
      assertThat(routing[1]).isZero();
      assertThat(routing[4]).isEqualTo((byte) 5);
    }
  }

  @Test
  void version_numberOfMoreThanTwoBytes_isRefused() {
    for (int number : new int[] {-1, 65_536}) {
      assertThatIllegalArgumentException().isThrownBy(() -> new SphinxVersion(number));
    }
    assertThat(SphinxVersion.V259).hasToString("259");
  }
}
