package dev.postern.sphinx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the builder refuses, and that what is fresh is fresh. */
class SphinxPacketBuilderTest {
  private static final int ACK = PacketSize.ACK.payloadBytes();

  private final CryptoEngine engine = CryptoEngine.best();
  private final SphinxPacketBuilder builder = new SphinxPacketBuilder(engine, new SecureRandom());
  private final TestRoute route = new TestRoute(3, 61);

  @Test
  void build_sameMessageTwice_givesTwoPacketsThatShareNothing() {
    byte[] first = build(route.hops(), route.identifier());
    byte[] second = build(route.hops(), route.identifier());
    int same = 0;
    for (int i = 0; i < first.length; i++) {
      same += first[i] == second[i] ? 1 : 0;
    }
    assertThat(same).isLessThan(20); // of 386; 1.5 are expected
  }

  @Test
  void build_identifierOfAnotherLength_isRefused() {
    for (int length : new int[] {0, 15, 17}) {
      assertThatIllegalArgumentException().isThrownBy(() -> build(route.hops(), new byte[length]));
    }
  }

  @Test
  void build_nodeKeyOfLowOrderAnywhere_isRefused() {
    for (int i = 0; i < route.hops().size(); i++) {
      List<RouteHop> hops = new ArrayList<>(route.hops());
      hops.set(
          i,
          new RouteHop(
              hops.get(i).address(), SphinxPublicKey.fromBytes(new byte[32]), Duration.ZERO));
      assertThatIllegalArgumentException().isThrownBy(() -> build(hops, route.identifier()));
    }
  }

  @Test
  void build_seedForAnotherLengthOfRoute_isRefused() {
    PacketSeed seed = PacketSeed.fresh(new SecureRandom(), 2);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SphinxPacketBuilder.build(
                    engine.newPrimitives(),
                    SphinxVersion.V256,
                    ACK,
                    route.hops(),
                    route.destination(),
                    route.identifier(),
                    new byte[0],
                    seed));
    assertThat(seed).hasToString("PacketSeed[redacted]");
    assertThatIllegalArgumentException().isThrownBy(() -> PacketSeed.of(new byte[31], new byte[8]));
    assertThatIllegalArgumentException().isThrownBy(() -> PacketSeed.paddingBytes(6));
  }

  @Test
  void surb_printed_tellsNoKey() {
    Surb surb = builder.surb(route.hops(), route.destination(), route.identifier());
    assertThat(surb).hasToString("Surb[3 hops by " + route.hops().get(0).address() + ", redacted]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> surb.use(PacketSize.ACK, new byte[22], engine));
  }

  @Test
  void surb_of260WithoutASeedOfTheCallers_isRefused() {
    SphinxPacketBuilder today =
        new SphinxPacketBuilder(engine, new SecureRandom(), SphinxVersion.V260);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> today.surb(route.hops(), route.destination(), route.identifier()))
        .withMessageContaining("260");
    PacketSeed seed = PacketSeed.fresh(new SecureRandom(), 3);
    assertThat(today.surb(route.hops(), route.destination(), route.identifier(), seed))
        .hasToString("Surb[some hops by " + route.hops().get(0).address() + ", redacted]");
    assertThat(today.surbRecovery(route.hops(), route.identifier(), seed))
        .hasToString("SurbRecovery[redacted]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> today.surbRecovery(route.hops(), new byte[17], seed));
  }

  @Test
  void surb_ofAVersionOfWhichNobodyKnows_isRefused() {
    SphinxVersion version = new SphinxVersion(261);
    SphinxPacketBuilder later = new SphinxPacketBuilder(engine, new SecureRandom(), version);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> later.surb(route.hops(), route.destination(), route.identifier()));
    assertThatIllegalArgumentException().isThrownBy(() -> Surb.parse(new byte[396], version));
  }

  @Test
  void surbRecovery_whereTheLastHopReadsTheAnswer_isRefused() {
    PacketSeed seed = PacketSeed.fresh(new SecureRandom(), 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.surbRecovery(route.hops(), route.identifier(), seed));
  }

  @Test
  void surbRecovery_readFromAnotherLength_isRefused() throws Exception {
    for (int length : new int[] {0, 16, 31, 33, 16 + 6 * 16}) {
      assertThatIllegalArgumentException().isThrownBy(() -> SurbRecovery.parse(new byte[length]));
    }
    SurbRecovery recovery = SurbRecovery.parse(new byte[32]);
    assertThatThrownBy(() -> recovery.recover(new byte[32], engine))
        .isInstanceOf(InvalidPacketException.class);
  }

  @Test
  void routeHop_delayThatNoHeaderHolds_isRefused() {
    RouteHop hop = route.hops().get(0);
    Duration longest = Delays.fromNanos(-1);
    assertThat(Delays.toNanos(longest)).isEqualTo(-1);
    assertThat(longest).isEqualTo(Duration.ofSeconds(18_446_744_073L, 709_551_615L));
    for (Duration delay : List.of(longest.plusNanos(1), Duration.ofNanos(-1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new RouteHop(hop.address(), hop.key(), delay));
    }
  }

  private byte[] build(List<RouteHop> hops, byte[] identifier) {
    return builder.build(PacketSize.ACK, hops, route.destination(), identifier, new byte[21]);
  }
}
