package dev.postern.sphinx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.sphinx.InPlaceUnwrapper.Hop;
import dev.postern.sphinx.InvalidPacketException.Reason;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.testing.Engines;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Bytes from anybody: the outcome is a hop or an InvalidPacketException, nothing else. */
class HostilePacketTest {
  private static final SphinxPrivateKey NODE = SphinxPrivateKey.fromBytes(new byte[32]);

  @TestFactory
  Stream<DynamicTest> unwrap_junkOfAnyLength_isNamedAndLeavesTheRestAlone() {
    return Engines.onEach(List.of(21L, 22L), seed -> "seed " + seed, HostilePacketTest::junk);
  }

  /** A sender knows the keys of its own header, so anything can stand under a valid γ. */
  @TestFactory
  Stream<DynamicTest> unwrap_junkUnderAValidMac_isAHopOrNamed() {
    return Engines.onEach(List.of(31L, 32L), seed -> "seed " + seed, HostilePacketTest::forged);
  }

  /** It can also choose a payload whose first stream key is the last one of the packet before. */
  @TestFactory
  Stream<DynamicTest> unwrap_streamKeyOfThePacketBefore_isLikeAnyOther() {
    return Engines.onEach(List.of(51L, 52L), seed -> "seed " + seed, HostilePacketTest::sameKey);
  }

  @Test
  void accessors_ofAnotherKindOfHopOrAfterAFailure_throw() throws Exception {
    CryptoEngine engine = CryptoEngine.pureJava();
    InPlaceUnwrapper unwrapper = new InPlaceUnwrapper(NODE, engine);
    assertThatIllegalStateException().isThrownBy(unwrapper::destination);
    byte[] packet = new Forgery(engine, new Random(51)).packet(HeaderLayout.FLAG_FORWARD, 40);
    byte[] buffer = packet.clone();
    unwrapper.unwrap(buffer, 0, buffer.length);
    assertThat(unwrapper.nextHopBytes()).hasSize(NodeAddress.HEADER_BYTES);
    assertThatIllegalStateException().isThrownBy(unwrapper::messageOffset);
    packet[40] ^= 1;
    assertThatThrownBy(() -> unwrapper.unwrap(packet, 0, packet.length))
        .isInstanceOf(InvalidPacketException.class);
    assertThatIllegalStateException().isThrownBy(unwrapper::nextHopBytes);
  }

  @Test
  void invalidPacketException_costsNoStackWalk() {
    InvalidPacketException e = new InvalidPacketException(Reason.LENGTH);
    assertThat(e.getStackTrace()).isEmpty();
    assertThat(e).hasMessage("LENGTH");
  }

  private static void junk(long seed, CryptoEngine engine) {
    Random random = new Random(seed);
    InPlaceUnwrapper unwrapper = new InPlaceUnwrapper(NODE, engine);
    for (int i = 0; i < 1000; i++) {
      int length = random.nextInt(random.nextBoolean() ? 500 : 3000);
      int offset = random.nextInt(20);
      byte[] buffer = new byte[offset + length + random.nextInt(20)];
      random.nextBytes(buffer);
      byte[] before = buffer.clone();
      assertThatThrownBy(() -> unwrapper.unwrap(buffer, offset, length))
          .isInstanceOfSatisfying(
              InvalidPacketException.class,
              e ->
                  assertThat(e.reason())
                      .isEqualTo(
                          length < InPlaceUnwrapper.MIN_PACKET_BYTES
                              ? Reason.LENGTH
                              : Reason.HEADER_MAC_MISMATCH));
      assertThat(buffer).isEqualTo(before); // nothing is decrypted before γ was compared
    }
  }

  private static void forged(long seed, CryptoEngine engine) {
    Random random = new Random(seed);
    Forgery forgery = new Forgery(engine, random);
    InPlaceUnwrapper unwrapper = new InPlaceUnwrapper(NODE, engine);
    Set<Reason> seen = EnumSet.noneOf(Reason.class);
    int forwarded = 0;
    for (int i = 0; i < 600; i++) {
      byte[] packet = forgery.packet((byte) (i % 5), 33 + random.nextInt(300));
      try {
        assertThat(unwrapper.unwrap(packet, 0, packet.length)).isEqualTo(Hop.FORWARD);
        assertThat(unwrapper.delay().isNegative()).isFalse();
        forwarded++;
      } catch (InvalidPacketException e) {
        seen.add(e.reason());
      }
    }
    assertThat(forwarded).isEqualTo(120);
    assertThat(seen).containsExactlyInAnyOrder(Reason.ROUTING_FLAG, Reason.PAYLOAD_TAGGED);
  }

  private static void sameKey(long seed, CryptoEngine engine) throws InvalidPacketException {
    byte[] packet =
        new Forgery(engine, new Random(seed))
            .packet(HeaderLayout.FLAG_FORWARD, SphinxVersion.V256, 40);
    InPlaceUnwrapper unwrapper = new InPlaceUnwrapper(NODE, engine);
    byte[] keys = unwrapper.deriveKeys(packet, 0).bytes();
    int left = HeaderLayout.PAYLOAD_OFFSET;
    byte[] second = packet.clone();
    unwrapper.unwrap(packet, 0, packet.length); // its last stream key is L ^ K1

    byte[] hash = new byte[Primitives.HASH_BYTES];
    int k1 = HopKeys.PAYLOAD_KEY_OFFSET;
    int k3 = k1 + 96;
    int k4 = k1 + 128;
    engine.newPrimitives().blake2b(keys, k4, second, left + 32, 8, hash);
    for (int i = 0; i < 32; i++) {
      second[left + i] = (byte) (packet[left + i] ^ keys[k1 + i] ^ keys[k3 + i] ^ hash[i]);
    }
    byte[] expected = second.clone();
    new InPlaceUnwrapper(NODE, engine).unwrap(expected, 0, expected.length);
    unwrapper.unwrap(second, 0, second.length);
    assertThat(second).isEqualTo(expected);
  }

  /** Makes headers with a valid γ over whatever routing block it likes. */
  private record Forgery(CryptoEngine engine, Random random) {
    byte[] packet(byte flag, int payloadBytes) {
      return packet(flag, new SphinxVersion(255 + random.nextInt(7)), payloadBytes);
    }

    byte[] packet(byte flag, SphinxVersion version, int payloadBytes) {
      Primitives primitives = engine.newPrimitives();
      byte[] secret = bytes(32);
      byte[] shared = new byte[32];
      primitives.x25519(secret, NODE.publicKey().toBytes(), 0, shared, 0);
      HopKeys keys = new HopKeys();
      keys.derive(shared, primitives);

      byte[] routing = bytes(HeaderLayout.BETA_BYTES);
      routing[HeaderLayout.FLAG_OFFSET] = flag;
      version.write(routing);
      keys.applyZeroIvStream(routing, routing.length, primitives);
      byte[] gamma = new byte[Primitives.HASH_BYTES];
      keys.headerMac(routing, 0, gamma, primitives);

      byte[] packet = bytes(HeaderLayout.PAYLOAD_OFFSET + payloadBytes);
      byte[] alpha = SphinxPrivateKey.fromBytes(secret).publicKey().toBytes();
      System.arraycopy(alpha, 0, packet, HeaderLayout.ALPHA_OFFSET, alpha.length);
      System.arraycopy(gamma, 0, packet, HeaderLayout.GAMMA_OFFSET, HeaderLayout.GAMMA_BYTES);
      System.arraycopy(routing, 0, packet, HeaderLayout.BETA_OFFSET, routing.length);
      return packet;
    }

    private byte[] bytes(int length) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      return bytes;
    }
  }
}
