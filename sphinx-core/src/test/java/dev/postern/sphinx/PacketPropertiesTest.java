package dev.postern.sphinx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.sphinx.InvalidPacketException.Reason;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.testing.Engines;
import java.security.SecureRandom;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** What goes in at one end of a route comes out at the other, whatever the route. */
class PacketPropertiesTest {
  @Property(tries = 200)
  void build_thenUnwrapAtEachHop_givesWhatWasPutIn(
      @ForAll("engines") CryptoEngine sender,
      @ForAll("engines") CryptoEngine nodes,
      @ForAll("versions") SphinxVersion version,
      @ForAll @IntRange(min = 1, max = 5) int hops,
      @ForAll PacketSize size,
      @ForAll long seed,
      @ForAll @IntRange(max = 1000) int permille)
      throws InvalidPacketException {
    TestRoute route = new TestRoute(hops, seed);
    byte[] message = route.bytes(size.plaintextBytes() * permille / 1000);
    byte[] packet =
        new SphinxPacketBuilder(sender, new SecureRandom(), version)
            .build(size, route.hops(), route.destination(), route.identifier(), message);
    assertThat(packet).hasSize(size.packetBytes());
    follow(packet, route, nodes, message);
  }

  @Property(tries = 60)
  void surb_serialisedAndUsed_leadsToItsMaker(
      @ForAll("engines") CryptoEngine engine,
      @ForAll("answerable") SphinxVersion version,
      @ForAll @IntRange(min = 1, max = 5) int hops,
      @ForAll PacketSize size,
      @ForAll long seed)
      throws InvalidPacketException {
    TestRoute route = new TestRoute(hops, seed);
    Surb made =
        new SphinxPacketBuilder(engine, new SecureRandom(), version)
            .surb(route.hops(), route.destination(), route.identifier());
    byte[] message = route.bytes(size.plaintextBytes());
    Surb parsed = Surb.parse(made.toBytes(), version);
    assertThat(parsed.firstHop()).isEqualTo(route.hops().get(0).address());
    follow(parsed.use(size, message, engine), route, engine, message);
  }

  @Property(tries = 30)
  void surbOf260_itsAnswerAtTheLastHop_isReadByItsMakerAlone(
      @ForAll("engines") CryptoEngine engine,
      @ForAll @IntRange(min = 2, max = 5) int hops,
      @ForAll PacketSize size,
      @ForAll long seed)
      throws InvalidPacketException {
    TestRoute route = new TestRoute(hops, seed);
    SphinxPacketBuilder builder =
        new SphinxPacketBuilder(engine, new SecureRandom(), SphinxVersion.V260);
    PacketSeed secret = PacketSeed.fresh(new SecureRandom(), hops);
    Surb surb = builder.surb(route.hops(), route.destination(), route.identifier(), secret);
    byte[] message = route.bytes(size.plaintextBytes());

    byte[] packet = surb.use(size, message, engine);
    for (int i = 0; i < hops - 1; i++) {
      packet = ((ForwardHop) route.unwrapper(i, engine).unwrap(packet)).packet();
    }
    InPlaceUnwrapper last = route.inPlaceUnwrapper(hops - 1, engine);
    byte[] arrived = packet;
    assertThatThrownBy(() -> last.unwrap(arrived, 0, arrived.length))
        .isInstanceOfSatisfying(
            InvalidPacketException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.PAYLOAD_TAGGED));

    byte[] payload = Arrays.copyOfRange(arrived, PacketSize.HEADER_BYTES, arrived.length);
    SurbRecovery kept = builder.surbRecovery(route.hops(), route.identifier(), secret);
    SurbRecovery recovery = SurbRecovery.parse(kept.toBytes());
    assertThat(recovery.identifier()).isEqualTo(route.identifier());
    assertThat(recovery.recover(payload, engine)).isEqualTo(message);
    payload[seedIndex(seed, payload)] ^= 1;
    assertThatThrownBy(() -> recovery.recover(payload, engine))
        .isInstanceOf(InvalidPacketException.class);
  }

  private static int seedIndex(long seed, byte[] payload) {
    return (int) Math.floorMod(seed, (long) payload.length);
  }

  private static void follow(byte[] packet, TestRoute route, CryptoEngine nodes, byte[] message)
      throws InvalidPacketException {
    int last = route.hops().size() - 1;
    byte[] current = packet;
    for (int i = 0; i < last; i++) {
      ForwardHop hop = (ForwardHop) route.unwrapper(i, nodes).unwrap(current);
      assertThat(NodeAddress.read(hop.nextHop(), 0, NodeAddress.HEADER_BYTES))
          .isEqualTo(route.hops().get(i + 1).address());
      assertThat(hop.delay()).isEqualTo(route.hops().get(i).delay());
      assertThat(hop.packet()).hasSameSizeAs(current);
      current = hop.packet();
    }
    FinalHop hop = (FinalHop) route.unwrapper(last, nodes).unwrap(current);
    assertThat(hop.destination()).isEqualTo(route.destination());
    assertThat(hop.identifier()).isEqualTo(route.identifier());
    assertThat(hop.message()).isEqualTo(message);
  }

  @Provide
  Arbitrary<SphinxVersion> versions() {
    return Arbitraries.frequencyOf(
        Tuple.of(
            9,
            Arbitraries.of(
                SphinxVersion.V256,
                SphinxVersion.V257,
                SphinxVersion.V258,
                SphinxVersion.V259,
                SphinxVersion.V260)),
        Tuple.of(1, Arbitraries.integers().between(0, 65_535).map(SphinxVersion::new)));
  }

  /** Of whose SURBs the last hop can read the answer. */
  @Provide
  Arbitrary<SphinxVersion> answerable() {
    return Arbitraries.of(
        SphinxVersion.V256, SphinxVersion.V257, SphinxVersion.V258, SphinxVersion.V259);
  }

  @Provide
  Arbitrary<CryptoEngine> engines() {
    return Arbitraries.of(Engines.all());
  }
}
