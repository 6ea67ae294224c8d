package dev.postern.net.mixnet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.net.wire.SurbAck;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection that is open while the node changes its key. */
class RetiringKeyTest {
  private static final SphinxPrivateKey OLD = SphinxPrivateKey.generate(new SecureRandom());
  private static final SphinxPrivateKey NEW = SphinxPrivateKey.generate(new SecureRandom());
  private static final NodeAddress HOP = NodeAddress.of(new InetSocketAddress("10.1.2.3", 1789));
  private static final DestinationAddress CLIENT = DestinationAddress.read(new byte[32], 0);

  private final MixnetHarness gateway = new MixnetHarness(OLD);

  @BeforeEach
  void registerClient() {
    gateway.register(CLIENT);
  }

  @AfterEach
  void nothingIsLeft() {
    gateway.close();
  }

  private void rotate() {
    gateway.keys.use(NEW, Optional.of(OLD));
  }

  private void retire() {
    gateway.keys.use(NEW, Optional.empty());
  }

  @ParameterizedTest
  @EnumSource
  void overlap_packetsForEitherKey_areDelivered(PacketMode mode) {
    rotate();

    gateway.receive(PacketSize.REGULAR, mode, packet(OLD));
    gateway.receive(PacketSize.REGULAR, mode, packet(NEW));
    gateway.receive(PacketSize.REGULAR, mode, packet(OLD));

    assertThat(gateway.takeInbox(CLIENT)).hasSize(3);
    assertThat(gateway.opened("current")).isEqualTo(1);
    assertThat(gateway.opened("retiring")).isEqualTo(2);
    assertThat(gateway.dropped()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void overlap_over_packetsForTheOldKeyAreDropped(PacketMode mode) {
    byte[] known = packet(OLD);
    gateway.receive(PacketSize.REGULAR, mode, packet(OLD));
    rotate();
    gateway.receive(PacketSize.REGULAR, mode, known.clone());
    retire();

    gateway.receive(PacketSize.REGULAR, mode, packet(OLD));
    gateway.receive(PacketSize.REGULAR, mode, known);

    assertThat(gateway.takeInbox(CLIENT)).hasSize(2);
    assertThat(gateway.dropped("header_mac_mismatch")).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void replay_ofAPacketBeforeTheRotation_isRefusedInTheOverlap(PacketMode mode) {
    byte[] packet = packet(OLD);
    gateway.receive(PacketSize.REGULAR, mode, packet.clone());
    rotate();

    gateway.receive(PacketSize.REGULAR, mode, packet);

    assertThat(gateway.takeInbox(CLIENT)).hasSize(1);
    assertThat(gateway.dropped("replayed")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void replay_ofAPacketInTheOverlap_isRefused(PacketMode mode) {
    rotate();
    byte[] packet = packet(OLD);
    gateway.receive(PacketSize.REGULAR, mode, packet.clone());

    gateway.receive(PacketSize.REGULAR, mode, packet);

    assertThat(gateway.takeInbox(CLIENT)).hasSize(1);
    assertThat(gateway.dropped("replayed")).isEqualTo(1);
  }

  /** The derived keys of VPN mode are another key's, though α is the same. */
  @Test
  void overlap_keysKeptForTheOldKey_openNothingForTheNewOne() {
    byte[] packet = packet(OLD);
    gateway.receive(PacketSize.REGULAR, PacketMode.VPN, packet);
    rotate();

    assertThat(gateway.vpnKeys.find(VpnKeyCache.name(packet, 0, NEW.publicKey()))).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void overlap_junk_isDroppedOnce(PacketSize size) {
    rotate();
    byte[] junk = new byte[size.packetBytes()];
    new Random(3).nextBytes(junk);

    gateway.receive(size, PacketMode.MIX, junk.clone());
    gateway.receive(size, PacketMode.VPN, junk.clone());

    assertThat(gateway.dropped("header_mac_mismatch")).isEqualTo(2);
    assertThat(gateway.opened("current") + gateway.opened("retiring")).isZero();
    assertThat(gateway.vpnKeys.size()).isZero();
  }

  /** Once γ was right the bytes are changed, and no other key could open them. */
  @Test
  void overlap_packetWithAChangedPayload_isNotTriedAgain() {
    rotate();
    byte[] packet = packet(NEW);
    packet[packet.length - 1] ^= 1;

    gateway.receive(PacketSize.REGULAR, PacketMode.MIX, packet);

    assertThat(gateway.dropped("payload_tagged")).isEqualTo(1);
    assertThat(gateway.dropped()).isEqualTo(1);
  }

  private void rotateNamed(SphinxKeyRotation before, SphinxKeyRotation now) {
    gateway.keys.use(
        new NodeKeys.NodeKey(NEW, now), Optional.of(new NodeKeys.NodeKey(OLD, before)));
  }

  /** Right or wrong: what a frame says decides what is tried first, not what opens it. */
  @ParameterizedTest
  @EnumSource
  void overlap_framesThatNameAKey_areDeliveredWhateverTheySay(SphinxKeyRotation said) {
    rotateNamed(SphinxKeyRotation.ODD, SphinxKeyRotation.EVEN);

    gateway.receive(PacketSize.REGULAR, said, packet(OLD));
    gateway.receive(PacketSize.REGULAR, said, packet(NEW));

    assertThat(gateway.takeInbox(CLIENT)).hasSize(2);
    assertThat(gateway.opened("current")).isEqualTo(1);
    assertThat(gateway.opened("retiring")).isEqualTo(1);
  }

  @Test
  void replay_underAnotherNameOfTheKey_isRefused() {
    rotateNamed(SphinxKeyRotation.ODD, SphinxKeyRotation.EVEN);
    byte[] packet = packet(OLD);
    for (SphinxKeyRotation said : SphinxKeyRotation.values()) {
      gateway.receive(PacketSize.REGULAR, said, packet.clone());
    }
    gateway.receive(PacketSize.REGULAR, PacketMode.MIX, packet);

    assertThat(gateway.takeInbox(CLIENT)).hasSize(1);
    assertThat(gateway.dropped("replayed")).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    // before, current, said, first
    "ODD, EVEN, ODD, RETIRING",
    "ODD, EVEN, EVEN, CURRENT",
    "ODD, EVEN, UNKNOWN, CURRENT",
    "EVEN, ODD, EVEN, RETIRING",
    "UNKNOWN, UNKNOWN, ODD, CURRENT",
    "UNKNOWN, UNKNOWN, UNKNOWN, CURRENT",
    "ODD, UNKNOWN, ODD, RETIRING",
    "UNKNOWN, ODD, EVEN, CURRENT",
    "ODD, ODD, ODD, CURRENT",
  })
  void first_isTheKeyThatTheFrameNames(
      SphinxKeyRotation before,
      SphinxKeyRotation current,
      SphinxKeyRotation said,
      MixnetMetrics.OpenedWith expected) {
    Openings openings = new Openings(gateway.keys, CryptoEngine.best());
    assertThat(openings.first(said).role()).isEqualTo(MixnetMetrics.OpenedWith.CURRENT);
    assertThat(openings.other(openings.first(said))).isNull();

    rotateNamed(before, current);

    Opening first = openings.first(said);
    assertThat(first.role()).isEqualTo(expected);
    Opening other = openings.other(first);
    assertThat(other).isNotNull();
    assertThat(List.of(first.key(), other.key()))
        .containsExactlyInAnyOrder(OLD.publicKey(), NEW.publicKey());
  }

  private static byte[] packet(SphinxPrivateKey key) {
    byte[] plaintext = new byte[SurbAck.BYTES + 100];
    HOP.write(plaintext, 0, SurbAck.ADDRESS_BYTES);
    RouteHop ourselves = new RouteHop(HOP, key.publicKey(), Duration.ZERO);
    return new SphinxPacketBuilder(CryptoEngine.best(), new SecureRandom())
        .build(PacketSize.REGULAR, List.of(ourselves), CLIENT, new byte[16], plaintext);
  }
}
