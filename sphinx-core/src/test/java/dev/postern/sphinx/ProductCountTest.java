package dev.postern.sphinx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.crypto.CountedProducts;
import dev.postern.testing.Engines;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * How many X25519 products a packet costs. They are most of its time, so one too many shows here
 * before it shows in any measurement. The product that makes a sender's α is its key's, made before
 * an engine is asked, and not among them.
 */
class ProductCountTest {
  /** Does something with that engine for packets of that version. */
  private interface Task {
    /** The products it took, which may leave out what was needed to prepare it. */
    int products(CountedProducts engine, SphinxVersion version) throws Exception;
  }

  private record Case(String name, SphinxVersion version, int products, Task task) {
    @Override
    public String toString() {
      return name + ", version " + version;
    }
  }

  private static final List<SphinxVersion> VERSIONS =
      List.of(
          SphinxVersion.V256,
          SphinxVersion.V257,
          SphinxVersion.V258,
          SphinxVersion.V259,
          SphinxVersion.V260);

  @TestFactory
  Stream<DynamicTest> unwrap_costsAProductForTheSecretAndOneForTheNextAlpha() {
    List<Case> cases = new ArrayList<>();
    for (SphinxVersion version : VERSIONS) {
      cases.add(new Case("final hop", version, 1, unwrapping(1, untouched())));
      cases.add(new Case("forward hop", version, 2, unwrapping(2, untouched())));
      cases.add(new Case("first of five", version, 2, unwrapping(5, untouched())));
    }
    return onEach(cases);
  }

  @TestFactory
  Stream<DynamicTest> unwrap_ofWhatIsRefused_costsNoMoreThanTheSecret() {
    List<Case> cases = new ArrayList<>();
    for (SphinxVersion version : VERSIONS) {
      cases.add(new Case("wrong MAC, final", version, 1, unwrapping(1, flippedAt(40))));
      cases.add(new Case("wrong MAC, forward", version, 1, unwrapping(2, flippedAt(40))));
      cases.add(new Case("β changed, forward", version, 1, unwrapping(2, flippedAt(100))));
      cases.add(new Case("α changed, forward", version, 1, unwrapping(2, flippedAt(0))));
      cases.add(new Case("α of low order", version, 1, unwrapping(2, zeroAlpha())));
      cases.add(new Case("payload changed, final", version, 1, unwrapping(1, flippedAt(348))));
      cases.add(new Case("too short", version, 0, unwrapping(2, cutTo(380))));
    }
    return onEach(cases);
  }

  @TestFactory
  Stream<DynamicTest> unwrap_withKeptKeys_costsNoSecret() {
    List<Case> cases = new ArrayList<>();
    for (SphinxVersion version : VERSIONS) {
      cases.add(new Case("final hop", version, 0, withKeptKeys(1)));
      cases.add(new Case("forward hop", version, 1, withKeptKeys(2)));
      cases.add(new Case("keys alone", version, 1, ProductCountTest::derivingKeys));
    }
    return onEach(cases);
  }

  @TestFactory
  Stream<DynamicTest> build_costsAProductForEachHop() {
    List<Case> cases = new ArrayList<>();
    for (SphinxVersion version : VERSIONS) {
      for (int hops = 1; hops <= HeaderLayout.MAX_HOPS; hops++) {
        cases.add(new Case("packet of " + hops, version, hops, building(hops)));
        cases.add(new Case("SURB of " + hops, version, hops, buildingSurb(hops)));
      }
    }
    return onEach(cases);
  }

  @TestFactory
  Stream<DynamicTest> surb_usedAndAnswerRead_costsNone() {
    List<Case> cases = new ArrayList<>();
    for (SphinxVersion version : VERSIONS) {
      cases.add(new Case("use", version, 0, ProductCountTest::usingSurb));
    }
    cases.add(new Case("recover", SphinxVersion.V260, 0, ProductCountTest::recovering));
    return onEach(cases);
  }

  private static Stream<DynamicTest> onEach(List<Case> cases) {
    return Engines.onEach(
        cases,
        Case::toString,
        (one, engine) ->
            assertThat(one.task().products(new CountedProducts(engine), one.version()))
                .isEqualTo(one.products()));
  }

  /** What is done to a packet before it arrives. */
  private interface Change {
    byte[] of(byte[] packet);
  }

  private static Change untouched() {
    return packet -> packet;
  }

  private static Change flippedAt(int at) {
    return packet -> {
      packet[at] ^= 1;
      return packet;
    };
  }

  private static Change zeroAlpha() {
    return packet -> {
      Arrays.fill(packet, 0, HeaderLayout.ALPHA_BYTES, (byte) 0);
      return packet;
    };
  }

  private static Change cutTo(int length) {
    return packet -> Arrays.copyOf(packet, length);
  }

  private static Task unwrapping(int hops, Change change) {
    return (engine, version) -> {
      TestRoute route = new TestRoute(hops, 81);
      byte[] packet = change.of(route.build(engine, version, 100, new byte[83]));
      InPlaceUnwrapper unwrapper = route.inPlaceUnwrapper(0, engine);
      engine.taken();
      try {
        unwrapper.unwrap(packet, 0, packet.length);
        assertThat(change.of(new byte[packet.length])).as("untouched").containsOnly(0);
      } catch (InvalidPacketException refused) {
        assertThat(refused.reason()).isNotNull();
      }
      return engine.taken();
    };
  }

  private static Task withKeptKeys(int hops) {
    return (engine, version) -> {
      TestRoute route = new TestRoute(hops, 82);
      byte[] packet = route.build(engine, version, 100, new byte[83]);
      InPlaceUnwrapper unwrapper = route.inPlaceUnwrapper(0, engine);
      HopKeys keys = unwrapper.deriveKeys(packet, 0);
      engine.taken();
      unwrapper.unwrap(packet, 0, packet.length, keys);
      return engine.taken();
    };
  }

  private static int derivingKeys(CountedProducts engine, SphinxVersion version) throws Exception {
    TestRoute route = new TestRoute(2, 83);
    byte[] packet = route.build(engine, version, 100, new byte[83]);
    InPlaceUnwrapper unwrapper = route.inPlaceUnwrapper(0, engine);
    engine.taken();
    unwrapper.deriveKeys(packet, 0);
    return engine.taken();
  }

  private static Task building(int hops) {
    return (engine, version) -> {
      TestRoute route = new TestRoute(hops, 84);
      new SphinxPacketBuilder(engine, new SecureRandom(), version)
          .build(
              PacketSize.ACK, route.hops(), route.destination(), route.identifier(), new byte[21]);
      return engine.taken();
    };
  }

  private static Task buildingSurb(int hops) {
    return (engine, version) -> {
      surb(new TestRoute(hops, 85), engine, version);
      return engine.taken();
    };
  }

  private static int usingSurb(CountedProducts engine, SphinxVersion version) {
    Surb surb = surb(new TestRoute(3, 86), engine, version);
    engine.taken();
    surb.use(PacketSize.ACK, new byte[21], engine);
    return engine.taken();
  }

  private static int recovering(CountedProducts engine, SphinxVersion version) throws Exception {
    TestRoute route = new TestRoute(1, 87);
    SphinxPacketBuilder builder = new SphinxPacketBuilder(engine, new SecureRandom(), version);
    PacketSeed seed = PacketSeed.fresh(new SecureRandom(), 1);
    byte[] packet =
        builder
            .surb(route.hops(), route.destination(), route.identifier(), seed)
            .use(PacketSize.ACK, new byte[21], engine);
    route.inPlaceUnwrapper(0, engine).unwrap(packet, 0, packet.length);
    SurbRecovery recovery = builder.surbRecovery(route.hops(), route.identifier(), seed);
    byte[] payload = Arrays.copyOfRange(packet, PacketSize.HEADER_BYTES, packet.length);
    engine.taken();
    assertThat(recovery.recover(payload, engine)).hasSize(21);
    return engine.taken();
  }

  private static Surb surb(TestRoute route, CountedProducts engine, SphinxVersion version) {
    PacketSeed seed = PacketSeed.fresh(new SecureRandom(), route.hops().size());
    return new SphinxPacketBuilder(engine, new SecureRandom(), version)
        .surb(route.hops(), route.destination(), route.identifier(), seed);
  }
}
