package dev.postern.sphinx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.postern.sphinx.InPlaceUnwrapper.Hop;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.testing.Engines;
import dev.postern.testing.SameSecret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** By what a packet is known again. */
class ReplayTagTest {
  @TestFactory
  Stream<DynamicTest> secretTag_sixteenAlphasOfOneSecret_isOne() {
    return Engines.onEach(List.of(1L, 2L), seed -> "seed " + seed, ReplayTagTest::sixteenAlphas);
  }

  @TestFactory
  Stream<DynamicTest> secretTag_isWhatTheHkdfGivesBehindTheKeys() {
    return Engines.onEach(List.of(3L), seed -> "seed " + seed, ReplayTagTest::longerOutput);
  }

  @TestFactory
  Stream<DynamicTest> messageTag_differsByMessageAndBySecret() {
    return Engines.onEach(List.of(4L), seed -> "seed " + seed, ReplayTagTest::messageTags);
  }

  @Test
  void tags_ofAForwardHop_areRefused() throws Exception {
    CryptoEngine engine = CryptoEngine.pureJava();
    TestRoute route = new TestRoute(2, 5);
    byte[] packet = route.build(engine, PacketSize.ACK.payloadBytes(), new byte[21]);
    InPlaceUnwrapper unwrapper = route.inPlaceUnwrapper(0, engine);
    assertThat(unwrapper.unwrap(packet, 0, packet.length)).isEqualTo(Hop.FORWARD);
    assertThatIllegalStateException().isThrownBy(() -> unwrapper.copySecretTag(new byte[32], 0));
    assertThatIllegalStateException()
        .isThrownBy(() -> unwrapper.copyMessageTag(packet, new byte[32]));
  }

  private static void sixteenAlphas(long seed, CryptoEngine engine) throws Exception {
    TestRoute route = new TestRoute(1, seed);
    byte[] packet = route.build(engine, PacketSize.ACK.payloadBytes(), route.bytes(21));
    InPlaceUnwrapper unwrapper = route.inPlaceUnwrapper(0, engine);
    Set<ByteBuffer> alphas = new HashSet<>();
    Set<ByteBuffer> tags = new HashSet<>();
    for (byte[] alpha : SameSecret.as(Arrays.copyOf(packet, 32))) {
      byte[] variant = packet.clone();
      System.arraycopy(alpha, 0, variant, 0, alpha.length);
      alphas.add(ByteBuffer.wrap(alpha));
      assertThat(unwrapper.unwrap(variant, 0, variant.length)).isEqualTo(Hop.FINAL);
      tags.add(ByteBuffer.wrap(secretTag(unwrapper)));
      tags.add(ByteBuffer.wrap(secretTag(unwrapper)));
    }
    assertThat(alphas).hasSize(16);
    assertThat(tags).hasSize(1);
  }

  private static void longerOutput(long seed, CryptoEngine engine) throws Exception {
    Primitives primitives = engine.newPrimitives();
    byte[] secret = new byte[32];
    secret[0] = (byte) seed;
    HopKeys keys = new HopKeys();
    keys.derive(secret, primitives);
    byte[] tag = new byte[32];
    keys.secretTag(tag, 0);
    byte[] output = new byte[9 * 32];
    byte[] info =
        ("Dwste mou enan moxlo arketa makru kai ena upomoxlio gia na ton topothetisw"
                + " kai tha kinisw thn gh.")
            .getBytes(StandardCharsets.US_ASCII);
    primitives.hkdfSha256(secret, info, output);
    assertThat(HexFormat.of().formatHex(tag)).isEqualTo(HexFormat.of().formatHex(output, 256, 288));
  }

  private static void messageTags(long seed, CryptoEngine engine) throws Exception {
    Set<ByteBuffer> tags = new HashSet<>();
    TestRoute route = new TestRoute(1, seed);
    byte[] padding = route.bytes(PacketSeed.paddingBytes(1));
    PacketSeed one = PacketSeed.of(route.bytes(32), padding);
    PacketSeed other = PacketSeed.of(route.bytes(32), padding);
    byte[] message = route.bytes(20);
    byte[] changed = message.clone();
    changed[19] ^= 1;
    for (PacketSeed packetSeed : List.of(one, other, one)) {
      for (byte[] content : List.of(message, changed)) {
        byte[] packet =
            SphinxPacketBuilder.build(
                engine.newPrimitives(),
                SphinxVersion.V256,
                PacketSize.ACK.payloadBytes(),
                route.hops(),
                route.destination(),
                route.identifier(),
                content,
                packetSeed);
        InPlaceUnwrapper unwrapper = route.inPlaceUnwrapper(0, engine);
        HopKeys kept = unwrapper.deriveKeys(packet, 0);
        byte[] tag = new byte[32];
        unwrapper.unwrap(packet, 0, packet.length, kept);
        unwrapper.copyMessageTag(packet, tag);
        tags.add(ByteBuffer.wrap(tag));
      }
    }
    assertThat(tags).hasSize(4);
  }

  private static byte[] secretTag(InPlaceUnwrapper unwrapper) {
    byte[] tag = new byte[34];
    unwrapper.copySecretTag(tag, 1);
    assertThat(tag[0]).isZero();
    assertThat(tag[33]).isZero();
    return tag;
  }
}
