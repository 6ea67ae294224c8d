package dev.postern.sphinx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.testing.Engines;
import dev.postern.testing.Garbage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * How much garbage the unwrapping of one packet makes. None of it grows with the packet, and no
 * regular packet for a client of ours makes 4 kB. What there is are keys that the JDK's and the
 * engines' classes want as objects, and Java's way to compute X25519.
 */
class UnwrapGarbageTest {
  /**
   * So much more than what the interpreter allocates today: room for other versions of the JDK, and
   * none for one more copy of even the smallest packet.
   */
  private static final int SLACK_BYTES = 256;

  /** What an event loop reads into has room for many packets. */
  private static final int BUFFER_BYTES = 128 * 1024;

  private static final int OFFSET = 1234;

  /** On top, where an HKDF makes the payload key of a seed. */
  private static final int PAYLOAD_KEY_BYTES = 608;

  /** What is done, and the bytes it takes on either engine, payload keys from seeds apart. */
  private enum Step {
    FINAL_HOP(1, false, 1768, 2984),
    FORWARD_HOP(2, false, 2088, 4176),
    FINAL_HOP_WITH_KEPT_KEYS(1, true, 728, 1072),
    FORWARD_HOP_WITH_KEPT_KEYS(2, true, 1048, 2264);

    private final int hops;
    private final boolean keptKeys;
    private final int conscryptBytes;
    private final int pureJavaBytes;

    Step(int hops, boolean keptKeys, int conscryptBytes, int pureJavaBytes) {
      this.hops = hops;
      this.keptKeys = keptKeys;
      this.conscryptBytes = conscryptBytes;
      this.pureJavaBytes = pureJavaBytes;
    }

    int bytes(CryptoEngine engine, SphinxVersion version) {
      return bytesOf(engine, conscryptBytes, pureJavaBytes)
          + (SphinxVersion.seedsPayloadKeys(version.number()) ? PAYLOAD_KEY_BYTES : 0);
    }
  }

  private record Case(Step step, SphinxVersion version, PacketSize size) {
    @Override
    public String toString() {
      return step + ", version " + version + ", " + size;
    }
  }

  @TestFactory
  Stream<DynamicTest> unwrap_anyHopOfAnySize_makesLittleGarbage() {
    List<Case> cases = new ArrayList<>();
    for (Step step : Step.values()) {
      for (SphinxVersion version :
          List.of(SphinxVersion.V256, SphinxVersion.V258, SphinxVersion.V260)) {
        for (PacketSize size : PacketSize.values()) {
          cases.add(new Case(step, version, size));
        }
      }
    }
    return Engines.onEach(cases, Case::toString, UnwrapGarbageTest::checkHop);
  }

  /** Who sends junk gets less done than who doesn't. */
  @TestFactory
  Stream<DynamicTest> unwrap_wrongMac_makesLessGarbage() {
    return Engines.onEach(
        List.of(PacketSize.values()), PacketSize::toString, UnwrapGarbageTest::checkWrongMac);
  }

  private static void checkHop(Case one, CryptoEngine engine) throws Exception {
    TestRoute route = new TestRoute(one.step().hops, 91);
    byte[] packet = route.build(engine, one.version(), one.size().payloadBytes(), new byte[21]);
    byte[] buffer = new byte[BUFFER_BYTES];
    InPlaceUnwrapper unwrapper = route.inPlaceUnwrapper(0, engine);
    HopKeys kept = unwrapper.deriveKeys(packet, 0);
    long bytes =
        Garbage.bytes(
            () -> {
              System.arraycopy(packet, 0, buffer, OFFSET, packet.length);
              if (one.step().keptKeys) {
                unwrapper.unwrap(buffer, OFFSET, packet.length, kept);
              } else {
                unwrapper.unwrap(buffer, OFFSET, packet.length);
              }
            });
    assertThat(bytes).isLessThanOrEqualTo(one.step().bytes(engine, one.version()) + SLACK_BYTES);
  }

  private static void checkWrongMac(PacketSize size, CryptoEngine engine) throws Exception {
    TestRoute route = new TestRoute(2, 92);
    byte[] packet = route.build(engine, size.payloadBytes(), new byte[21]);
    packet[HeaderLayout.GAMMA_OFFSET] ^= 1;
    InPlaceUnwrapper unwrapper = route.inPlaceUnwrapper(0, engine);
    assertThatThrownBy(() -> unwrapper.unwrap(packet, 0, packet.length))
        .isInstanceOf(InvalidPacketException.class);
    long bytes =
        Garbage.bytes(
            () -> {
              try {
                unwrapper.unwrap(packet, 0, packet.length);
              } catch (InvalidPacketException expected) {
                return;
              }
              throw new AssertionError("unwrapped");
            });
    assertThat(bytes).isLessThanOrEqualTo(bytesOf(engine, 1272, 2144) + SLACK_BYTES);
  }

  private static int bytesOf(CryptoEngine engine, int conscryptBytes, int pureJavaBytes) {
    return engine == CryptoEngine.pureJava() ? pureJavaBytes : conscryptBytes;
  }
}
