package dev.postern.net.mixnet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Await;
import dev.postern.net.PacketMode;
import dev.postern.net.wire.SurbAck;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSeed;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.journal.JournalStore;
import dev.postern.testing.SameSecret;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A packet is delivered once. */
class ReplayTest {
  private static final SphinxPrivateKey KEY = SphinxPrivateKey.generate(new SecureRandom());
  private static final DestinationAddress CLIENT = DestinationAddress.read(new byte[32], 0);
  private static final NodeAddress HOP =
      NodeAddress.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1789));
  private static final int ALPHA_BYTES = 32;

  private final SphinxPacketBuilder builder =
      new SphinxPacketBuilder(CryptoEngine.best(), new SecureRandom());
  private MixnetHarness gateway = new MixnetHarness(KEY);

  @BeforeEach
  void registerClient() {
    gateway.register(CLIENT);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @EnumSource
  void packet_again_isRefused(PacketMode mode) {
    byte[] packet = packet(1);
    receive(mode, packet);
    receive(mode, packet);
    receive(mode, packet);

    assertDeliveredOnce(2);
  }

  @Test
  void packetOfMixMode_againInVpnMode_isRefused() {
    byte[] packet = packet(1);
    receive(PacketMode.MIX, packet);
    receive(PacketMode.VPN, packet);

    assertDeliveredOnce(1);
  }

  @Test
  void packetOfVpnMode_againInMixMode_isRefused() {
    byte[] packet = packet(1);
    receive(PacketMode.VPN, packet);
    receive(PacketMode.MIX, packet);

    assertDeliveredOnce(1);
  }

  /** Bit 255 of α is ignored, and a point of small order added to it changes nothing. */
  @ParameterizedTest
  @EnumSource
  void packet_inItsSixteenSpellings_isOne(PacketMode mode) {
    byte[] packet = packet(1);
    for (byte[] alpha : SameSecret.as(Arrays.copyOf(packet, ALPHA_BYTES))) {
      byte[] spelling = packet.clone();
      System.arraycopy(alpha, 0, spelling, 0, ALPHA_BYTES);
      receive(mode, spelling);
    }

    assertDeliveredOnce(15);
  }

  /** The same α, and no MAC: nothing that only looks like a packet is remembered. */
  @Test
  void junkUnderTheAlphaOfAPacket_doesNotBurnIt() {
    byte[] packet = packet(1);
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      byte[] junk = packet.clone();
      junk[ALPHA_BYTES + random.nextInt(300)] ^= (byte) (1 << random.nextInt(8));
      receive(PacketMode.MIX, junk);
    }
    assertThat(gateway.dropped("header_mac_mismatch")).isEqualTo(100);
    receive(PacketMode.MIX, packet);

    assertDeliveredOnce(0);
  }

  /** Whoever saw a packet on its way could send a changed copy ahead of it. */
  @ParameterizedTest
  @EnumSource
  void changedCopyThatComesFirst_doesNotBurnThePacket(PacketMode mode) {
    byte[] packet = packet(1);
    byte[] copy = packet.clone();
    copy[copy.length - 1] ^= 1;
    receive(mode, copy);
    assertThat(gateway.dropped("payload_tagged")).isEqualTo(1);
    receive(mode, packet);

    assertDeliveredOnce(0);
  }

  @Test
  void vpnPackets_ofOneSecretAndOtherMessages_areAllDelivered() {
    PacketSeed seed = PacketSeed.fresh(new SecureRandom(), 1);
    for (int number = 0; number < 10; number++) {
      byte[] packet = packet(number, seed);
      receive(PacketMode.VPN, packet);
      receive(PacketMode.VPN, packet);
    }

    assertThat(gateway.takeInbox(CLIENT)).hasSize(10);
    assertThat(gateway.dropped("replayed")).isEqualTo(10);
  }

  /** A secret may repeat in VPN mode only. */
  @Test
  void mixPacket_underASecretOfVpnPackets_isRefused() {
    PacketSeed seed = PacketSeed.fresh(new SecureRandom(), 1);
    receive(PacketMode.VPN, packet(1, seed));
    receive(PacketMode.MIX, packet(2, seed));

    assertDeliveredOnce(1);
  }

  @Test
  void acksToAClient_areDeliveredOnceToo() {
    byte[] packet =
        builder.build(PacketSize.ACK, List.of(ourselves()), CLIENT, new byte[16], new byte[21]);
    gateway.receive(PacketSize.ACK, PacketMode.MIX, packet.clone());
    gateway.receive(PacketSize.ACK, PacketMode.MIX, packet.clone());

    assertThat(gateway.takeInbox(CLIENT)).hasSize(1);
    assertThat(gateway.dropped("replayed")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void packet_againAfterARestart_isRefused(PacketMode mode, @TempDir Path directory)
      throws Exception {
    byte[] packet = packet(1);
    reopen(directory);
    gateway.register(CLIENT);
    receive(mode, packet);
    Await.until("it is on disk", () -> gateway.forwarder.forwarded().size() == 1);
    assertDeliveredOnce(0);

    reopen(directory);
    receive(mode, packet);

    assertThat(gateway.dropped("replayed")).isEqualTo(1);
    assertThat(gateway.takeInbox(CLIENT)).isEmpty();
    assertThat(gateway.forwarder.forwarded()).isEmpty();
  }

  private void reopen(Path directory) throws Exception {
    gateway.close();
    gateway = new MixnetHarness(KEY, JournalStore.open(directory));
  }

  private void receive(PacketMode mode, byte[] packet) {
    gateway.receive(PacketSize.REGULAR, mode, packet.clone());
  }

  private void assertDeliveredOnce(int replays) {
    assertThat(gateway.takeInbox(CLIENT)).hasSize(1);
    assertThat(gateway.forwarder.forwarded()).as("acks").hasSize(1);
    assertThat(gateway.dropped("replayed")).isEqualTo(replays);
    assertThat(gateway.channel.isOpen()).isTrue();
  }

  private byte[] packet(int number) {
    return packet(number, PacketSeed.fresh(new SecureRandom(), 1));
  }

  private byte[] packet(int number, PacketSeed seed) {
    byte[] plaintext = new byte[SurbAck.BYTES + 100];
    HOP.write(plaintext, 0, SurbAck.ADDRESS_BYTES);
    plaintext[SurbAck.BYTES] = (byte) number;
    return builder.build(
        PacketSize.REGULAR, List.of(ourselves()), CLIENT, new byte[16], plaintext, seed);
  }

  private static RouteHop ourselves() {
    return new RouteHop(HOP, KEY.publicKey(), Duration.ZERO);
  }
}
