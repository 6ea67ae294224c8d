package dev.postern.sphinx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.testing.Engines;
import java.security.SecureRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What goes in at one end of a route comes out at the other, whatever the route. */
class PacketPropertiesTest {
  @Property(tries = 100)
  void build_thenUnwrapAtEachHop_givesWhatWasPutIn(
      @ForAll("engines") CryptoEngine sender,
      @ForAll("engines") CryptoEngine nodes,
      @ForAll @IntRange(min = 1, max = 5) int hops,
      @ForAll PacketSize size,
      @ForAll long seed,
      @ForAll @IntRange(max = 1000) int permille)
      throws InvalidPacketException {
    TestRoute route = new TestRoute(hops, seed);
    byte[] message = route.bytes(size.plaintextBytes() * permille / 1000);
    byte[] packet =
        new SphinxPacketBuilder(sender, new SecureRandom())
            .build(size, route.hops(), route.destination(), route.identifier(), message);
    assertThat(packet).hasSize(size.packetBytes());
    follow(packet, route, nodes, message);
  }

  @Property(tries = 30)
  void surb_serialisedAndUsed_leadsToItsMaker(
      @ForAll("engines") CryptoEngine engine,
      @ForAll @IntRange(min = 1, max = 5) int hops,
      @ForAll PacketSize size,
      @ForAll long seed)
      throws InvalidPacketException {
    TestRoute route = new TestRoute(hops, seed);
    Surb made =
        new SphinxPacketBuilder(engine, new SecureRandom())
            .surb(route.hops(), route.destination(), route.identifier());
    byte[] message = route.bytes(size.plaintextBytes());
    Surb parsed = Surb.parse(made.toBytes());
    assertThat(parsed.firstHop()).isEqualTo(route.hops().get(0).address());
    follow(parsed.use(size, message, engine), route, engine, message);
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
  Arbitrary<CryptoEngine> engines() {
    return Arbitraries.of(Engines.all());
  }
}
