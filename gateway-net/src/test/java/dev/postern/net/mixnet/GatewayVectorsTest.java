package dev.postern.net.mixnet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.net.InetAddresses;
import dev.postern.net.PacketMode;
import dev.postern.net.RecordingForwarder.Forwarded;
import dev.postern.net.wire.FinalMessage;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.testing.Vectors;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What the reference's gateway makes of packets, and where we are stricter by the spec: it delivers
 * messages of any length, and we only those that a stock client survives.
 */
class GatewayVectorsTest {
  /** What the reference, which knows no replays, delivers a second time. */
  private static final Set<String> REPLAYS =
      Set.of("vpn-replay", "mix-replay", "same-point-other-alpha-bytes");

  private static final HexFormat HEX = HexFormat.of();
  private static final JsonNode FILE = Vectors.file("surb-acks.json");

  private final MixnetHarness gateway = new MixnetHarness(gatewayKey());
  private final Set<String> clients = new TreeSet<>();
  private int forwardedBefore;

  @AfterEach
  void nothingIsLeft() {
    gateway.close();
  }

  @TestFactory
  Stream<DynamicTest> receive_clientsPackets_areDelivered() {
    register(Vectors.cases("surb-acks.json", "packets").map(this::destination));
    return Vectors.cases("surb-acks.json", "packets")
        .map(vector -> DynamicTest.dynamicTest(name(vector), () -> deliversClientsPacket(vector)));
  }

  /** In order, through one connection: the VPN ones meet the same key cache. */
  @TestFactory
  Stream<DynamicTest> receive_gatewayCases_followTheRules() {
    register(
        Vectors.cases("surb-acks.json", "gateway_cases")
            .map(vector -> vector.required("outcome").path("destination").asText())
            .filter(client -> !client.isEmpty()));
    return Vectors.cases("surb-acks.json", "gateway_cases")
        .map(vector -> DynamicTest.dynamicTest(name(vector), () -> followsTheRules(vector)));
  }

  private void deliversClientsPacket(JsonNode vector) {
    JsonNode atGateway = atGateway(vector);
    receive(vector, atGateway.required("packet").asText());

    DestinationAddress client = DestinationAddress.read(HEX.parseHex(destination(vector)), 0);
    byte[] message = onlyMessage(client);
    assertThat(message).hasSize(vector.required("client_message_length").asInt());
    JsonNode outcome = vector.path("at_gateway");
    if (outcome.isObject()) {
      assertThat(HEX.formatHex(message)).isEqualTo(outcome.required("message").asText());
      assertAcked(outcome.required("ack"));
    } else {
      // An extended packet: the file holds the plaintext's beginning, SURB-ack first.
      JsonNode surbAck = vector.required("surb_ack");
      String begin =
          vector
              .required("final_plaintext")
              .asText()
              .substring(surbAck.required("surb_ack").asText().length());
      assertThat(HEX.formatHex(message)).startsWith(begin);
      Forwarded ack = onlyAck();
      assertThat(HEX.formatHex(ack.bytes())).isEqualTo(surbAck.required("ack_packet").asText());
    }
    assertThat(gateway.dropped()).isZero();
  }

  private void followsTheRules(JsonNode vector) {
    double droppedBefore = gateway.dropped();
    receive(vector, vector.required("packet").asText());

    JsonNode outcome = vector.required("outcome");
    boolean isReplay = REPLAYS.contains(name(vector));
    if (isReplay) {
      assertThat(gateway.dropped("replayed")).isPositive();
    }
    if (!isReplay && isDelivered(outcome)) {
      DestinationAddress client =
          DestinationAddress.read(HEX.parseHex(outcome.required("destination").asText()), 0);
      assertThat(HEX.formatHex(onlyMessage(client)))
          .isEqualTo(outcome.required("message").asText());
      if (outcome.required("ack").isNull()) {
        assertThat(gateway.forwarder.forwarded()).hasSize(forwardedBefore);
      } else {
        assertAcked(outcome.required("ack"));
      }
    } else {
      assertThat(gateway.dropped()).isEqualTo(droppedBefore + 1);
      assertThat(gateway.dropped("internal")).isZero();
      assertThat(gateway.forwarder.forwarded()).hasSize(forwardedBefore);
      for (String client : clients) {
        assertThat(gateway.takeInbox(DestinationAddress.read(HEX.parseHex(client), 0))).isEmpty();
      }
    }
    assertThat(gateway.channel.isOpen()).as("the connection stays").isTrue();
  }

  /** By the lengths, since we are stricter there than the reference (spec §4). */
  private static boolean isDelivered(JsonNode outcome) {
    if (!outcome.required("kind").asText().equals("deliver")) {
      return false;
    }
    int length = outcome.required("message").asText().length() / 2;
    return outcome.required("ack").isNull()
        ? length == FinalMessage.ACK_BYTES
        : length >= FinalMessage.MIN_MESSAGE_BYTES;
  }

  private void receive(JsonNode vector, String packetHex) {
    forwardedBefore = gateway.forwarder.forwarded().size();
    byte[] packet = HEX.parseHex(packetHex);
    gateway.receive(
        sizeOf(packet),
        PacketMode.valueOf(vector.required("mode").asText().toUpperCase(Locale.ROOT)),
        packet);
  }

  private byte[] onlyMessage(DestinationAddress client) {
    List<byte[]> inbox = gateway.takeInbox(client);
    assertThat(inbox).hasSize(1);
    return inbox.get(0);
  }

  private Forwarded onlyAck() {
    List<Forwarded> forwarded = gateway.forwarder.forwarded();
    assertThat(forwarded).hasSize(forwardedBefore + 1);
    return forwarded.get(forwardedBefore);
  }

  private void assertAcked(JsonNode expected) {
    Forwarded ack = onlyAck();
    assertThat(HEX.formatHex(ack.bytes())).isEqualTo(expected.required("packet").asText());
    assertThat(ack.packet().size()).isEqualTo(PacketSize.ACK);
    assertThat(ack.packet().mode().name().toLowerCase(Locale.ROOT))
        .isEqualTo(expected.required("mode").asText());
    assertThat(socketText(ack.packet().nextHop()))
        .isEqualTo(expected.required("first_hop").asText());
  }

  private void register(Stream<String> addresses) {
    clients.addAll(addresses.collect(Collectors.toSet()));
    clients.forEach(client -> gateway.register(DestinationAddress.read(HEX.parseHex(client), 0)));
  }

  private String destination(JsonNode vector) {
    return atGateway(vector).required("result").required("destination").asText();
  }

  private static JsonNode atGateway(JsonNode vector) {
    return StreamSupport.stream(vector.required("hops").spliterator(), false)
        .filter(hop -> hop.required("result").required("kind").asText().equals("final"))
        .findFirst()
        .orElseThrow();
  }

  private static SphinxPrivateKey gatewayKey() {
    return StreamSupport.stream(FILE.required("nodes").spliterator(), false)
        .filter(node -> node.required("name").asText().equals("gateway"))
        .map(node -> HEX.parseHex(node.required("private_key").asText()))
        .map(SphinxPrivateKey::fromBytes)
        .findFirst()
        .orElseThrow();
  }

  private static PacketSize sizeOf(byte[] packet) {
    return Arrays.stream(PacketSize.values())
        .filter(size -> size.packetBytes() == packet.length)
        .findFirst()
        .orElseThrow();
  }

  /** As the file writes it: IPv6 in its short form. */
  private static String socketText(NodeAddress address) {
    var socket = address.toSocketAddress();
    String host = InetAddresses.toUriString(socket.getAddress());
    return host + ":" + socket.getPort();
  }

  private static String name(JsonNode vector) {
    return vector.required("name").asText();
  }
}
