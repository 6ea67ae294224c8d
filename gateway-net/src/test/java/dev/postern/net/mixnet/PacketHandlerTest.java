package dev.postern.net.mixnet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.FrameForm;
import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.net.generations.MixnetGenerations;
import dev.postern.net.wire.FrameHead;
import dev.postern.net.wire.FramedSphinxPacket;
import dev.postern.net.wire.SurbAck;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import io.netty.buffer.ByteBuf;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketHandlerTest {
  private static final SphinxPrivateKey KEY = SphinxPrivateKey.generate(new SecureRandom());
  private static final NodeAddress HOP = NodeAddress.of(new InetSocketAddress("10.1.2.3", 1789));
  private static final DestinationAddress CLIENT = DestinationAddress.read(new byte[32], 0);

  private final MixnetHarness gateway = new MixnetHarness(KEY);
  private final byte[] plaintext = new byte[SurbAck.BYTES + 100];

  @BeforeEach
  void registerClient() {
    gateway.register(CLIENT);
    new Random(2).nextBytes(plaintext);
    HOP.write(plaintext, 0, SurbAck.ADDRESS_BYTES);
  }

  @AfterEach
  void nothingIsLeft() {
    gateway.close();
  }

  @ParameterizedTest
  @EnumSource
  void receive_message_isAppendedAndAcked(PacketMode mode) {
    gateway.receive(PacketSize.REGULAR, mode, finalPacket());
    assertDelivered(1);
  }

  @Test
  void receive_severalInOneRead_areDeliveredInOrder() {
    ByteBuf read = gateway.channel.alloc().heapBuffer();
    for (int packet = 0; packet < 5; packet++) {
      plaintext[SurbAck.BYTES] = (byte) packet;
      read.writeByte(1).writeByte(packet % 2).writeBytes(finalPacket());
    }

    gateway.receive(read);

    assertThat(gateway.takeInbox(CLIENT))
        .extracting(message -> (int) message[0])
        .containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void receive_unknownClient_getsNoAck() {
    byte[] stranger = new byte[DestinationAddress.BYTES];
    stranger[0] = 1;
    byte[] packet =
        build(PacketSize.REGULAR, DestinationAddress.read(stranger, 0), plaintext, ourselves());
    gateway.receive(PacketSize.REGULAR, PacketMode.MIX, packet);
    assertDelivered(0);
    assertThat(
            gateway
                .registry
                .get("postern.messages.refused")
                .tag("reason", "unknown_client")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void receive_forwardHop_isDroppedByName() {
    byte[] packet = build(PacketSize.REGULAR, CLIENT, plaintext, ourselves(), ourselves());
    gateway.receive(PacketSize.REGULAR, PacketMode.MIX, packet);
    assertDelivered(0);
    assertThat(gateway.dropped("forward_hop")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void receive_junk_isCountedAndTheConnectionStays(PacketSize size) {
    byte[] junk = new byte[size.packetBytes()];
    new Random(3).nextBytes(junk);
    gateway.receive(size, PacketMode.MIX, junk);
    gateway.receive(size, PacketMode.VPN, junk);
    assertThat(gateway.dropped("header_mac_mismatch")).isEqualTo(2);

    gateway.receive(PacketSize.REGULAR, PacketMode.MIX, finalPacket());
    assertDelivered(1);
  }

  @ParameterizedTest
  @CsvSource({"404, no_surb_ack", "405, short_message", "436, short_message"})
  void receive_shortMessage_isDroppedWithoutAck(int length, String reason) {
    byte[] packet =
        build(PacketSize.REGULAR, CLIENT, Arrays.copyOf(plaintext, length), ourselves());
    gateway.receive(PacketSize.REGULAR, PacketMode.MIX, packet);
    assertDelivered(0);
    assertThat(gateway.dropped(reason)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 31})
  void receive_shortMessage_forAClientOfLaterKeys_isDeliveredAndAcked(int length) {
    gateway.registerLater(CLIENT);
    byte[] message = Arrays.copyOf(plaintext, SurbAck.BYTES + length);
    gateway.receive(
        PacketSize.REGULAR,
        PacketMode.MIX,
        build(PacketSize.REGULAR, CLIENT, message, ourselves()));
    assertThat(gateway.takeInbox(CLIENT))
        .containsExactly(Arrays.copyOfRange(message, SurbAck.BYTES, message.length));
    assertThat(gateway.forwarder.forwarded()).hasSize(1);
    assertThat(gateway.dropped()).isZero();
  }

  @Test
  void receive_framesOfAllFormsMixed_areDeliveredAndAckedInTheirForm() {
    ByteBuf read = gateway.channel.alloc().heapBuffer();
    for (FrameForm form : FrameForm.values()) {
      FrameHead head = MixnetGenerations.FRAME_HEADS.of(form);
      head.write(read, PacketSize.REGULAR, PacketMode.MIX, SphinxKeyRotation.ODD);
      read.writeBytes(finalPacket());
    }

    gateway.receive(read);

    assertDelivered(3);
    assertThat(gateway.forwarder.forwarded())
        .extracting(ack -> ack.packet().form())
        .containsExactly(FrameForm.A, FrameForm.B, FrameForm.C);
    assertThat(gateway.forwarder.forwarded())
        .extracting(ack -> ack.packet().rotation())
        .containsExactly(
            SphinxKeyRotation.UNKNOWN, SphinxKeyRotation.UNKNOWN, SphinxKeyRotation.ODD);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 20})
  void receive_ackPacketOfAnotherLength_isDropped(int length) {
    byte[] packet = build(PacketSize.ACK, CLIENT, new byte[length], ourselves());
    gateway.receive(PacketSize.ACK, PacketMode.VPN, packet);
    assertDelivered(0);
    assertThat(gateway.dropped("ack_length")).isEqualTo(1);
  }

  @Test
  void receive_vpn_keysAreKeptForTheirTime() {
    byte[] packet = finalPacket();
    gateway.receive(PacketSize.REGULAR, PacketMode.VPN, packet.clone());
    assertThat(gateway.vpnKeys.size()).isEqualTo(1);
    assertThat(gateway.vpnKeys.find(VpnKeyCache.name(packet, 0, KEY.publicKey()))).isNotNull();
    assertDelivered(1);

    gateway.clock.addAndGet(MixnetHarness.KEY_TTL.toNanos());
    assertThat(gateway.vpnKeys.find(VpnKeyCache.name(packet, 0, KEY.publicKey()))).isNull();
  }

  @Test
  void receive_mix_keysAreNotKept() {
    gateway.receive(PacketSize.REGULAR, PacketMode.MIX, finalPacket());
    assertThat(gateway.vpnKeys.size()).isZero();
  }

  @Test
  void receive_vpnJunk_leavesNoKeys() {
    byte[] junk = new byte[PacketSize.ACK.packetBytes()];
    new Random(4).nextBytes(junk);
    gateway.receive(PacketSize.ACK, PacketMode.VPN, junk);
    assertThat(gateway.vpnKeys.size()).isZero();
  }

  @Test
  void receive_vpnKnownKeys_macIsCheckedAllTheSame() {
    byte[] packet = finalPacket();
    gateway.receive(PacketSize.REGULAR, PacketMode.VPN, packet.clone());
    packet[40] ^= 1;
    gateway.receive(PacketSize.REGULAR, PacketMode.VPN, packet);
    assertThat(gateway.dropped("header_mac_mismatch")).isEqualTo(1);
    assertDelivered(1);
  }

  @ParameterizedTest
  @CsvSource({
    "0900, unknown_size",
    "0102, unknown_mode",
    "070201, unknown_mode",
    "070202, outfox",
    "070700, outfox",
    "08020003, unknown_rotation"
  })
  void receive_unknownFrame_closesTheConnection(String head, String reason) {
    gateway.receive(gateway.channel.alloc().heapBuffer().writeBytes(HexFormat.of().parseHex(head)));
    assertThat(gateway.channel.isOpen()).isFalse();
    assertThat(gateway.closed(reason)).isEqualTo(1);
  }

  @Test
  void receive_goodFrameBeforeAnUnknownOne_isDelivered() {
    ByteBuf read = gateway.channel.alloc().heapBuffer().writeByte(1).writeByte(0);
    gateway.receive(read.writeBytes(finalPacket()).writeByte(0).writeByte(0));
    assertDelivered(1);
    assertThat(gateway.channel.isOpen()).isFalse();
  }

  @Test
  void idle_closesTheConnection() {
    gateway.channel.pipeline().fireUserEventTriggered(IdleStateEvent.READER_IDLE_STATE_EVENT);
    assertThat(gateway.channel.isOpen()).isFalse();
    assertThat(gateway.closed("idle")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void exceptionCaught_whateverItIs_closesAndGoesNoFurther(boolean network) {
    gateway
        .channel
        .pipeline()
        .fireExceptionCaught(network ? new IOException("reset") : new AssertionError("defect"));
    gateway.channel.checkException();
    assertThat(gateway.channel.isOpen()).isFalse();
    assertThat(gateway.closed("error")).isEqualTo(1);
  }

  @Test
  void receive_defectOfOurs_dropsThePacketOnly() {
    // No array in it, which the server's own buffers always have.
    ByteBuf direct = gateway.channel.alloc().directBuffer().writeZero(386);
    gateway.channel.writeInbound(new FramedSphinxPacket(PacketSize.ACK, PacketMode.MIX, direct));
    assertThat(gateway.dropped("internal")).isEqualTo(1);
    assertThat(direct.refCnt()).isZero();

    gateway.receive(PacketSize.REGULAR, PacketMode.MIX, finalPacket());
    assertDelivered(1);
  }

  private void assertDelivered(int messages) {
    byte[] expected = Arrays.copyOfRange(plaintext, SurbAck.BYTES, plaintext.length);
    assertThat(gateway.takeInbox(CLIENT))
        .hasSize(messages)
        .allSatisfy(message -> assertThat(message).isEqualTo(expected));
    assertThat(gateway.forwarder.forwarded()).hasSize(messages);
    assertThat(gateway.channel.isOpen() || gateway.closed("unknown_size") > 0).isTrue();
    gateway.channel.checkException();
  }

  private byte[] finalPacket() {
    return build(PacketSize.REGULAR, CLIENT, plaintext, ourselves());
  }

  private static RouteHop ourselves() {
    return new RouteHop(HOP, KEY.publicKey(), Duration.ZERO);
  }

  private static byte[] build(
      PacketSize size, DestinationAddress client, byte[] message, RouteHop... route) {
    return new SphinxPacketBuilder(CryptoEngine.best(), new SecureRandom())
        .build(size, List.of(route), client, new byte[16], message);
  }
}
