package dev.postern.net.mixnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.net.InetAddresses;
import dev.postern.net.FrameForm;
import dev.postern.net.PacketMode;
import dev.postern.net.RecordingForwarder.Forwarded;
import dev.postern.net.wire.FinalMessage;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.testing.Vectors;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What the newest library of the reference makes of packets that end, or don't end, at a gateway:
 * for a client with keys of its time all of it is delivered, for one with keys of Nym 0.9 only what
 * that client survives. Packets for another hop are dropped: a gateway is where packets end.
 */
class ModernGatewayVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  private enum Keys {
    LEGACY,
    LATER
  }

  @TestFactory
  Stream<DynamicTest> receive_forAClientOfLaterKeys_likeTheReference() {
    return cases().map(vector -> dynamicTest(name(vector), () -> check(vector, Keys.LATER)));
  }

  @TestFactory
  Stream<DynamicTest> receive_forAClientOfLegacyKeys_dropsWhatIsShort() {
    return cases().map(vector -> dynamicTest(name(vector), () -> check(vector, Keys.LEGACY)));
  }

  private static Stream<JsonNode> cases() {
    return Vectors.cases("modern/framing-modern.json", "cases")
        .filter(vector -> vector.required("kind").asText().equals("process"));
  }

  private static String name(JsonNode vector) {
    return vector.required("name").asText();
  }

  private static void check(JsonNode vector, Keys keys) {
    byte[] nodeKey = HEX.parseHex(vector.required("node_private").asText());
    byte[] frame = HEX.parseHex(vector.required("frame").asText());
    JsonNode outcome = vector.required("outcome");
    try (MixnetHarness gateway = new MixnetHarness(SphinxPrivateKey.fromBytes(nodeKey))) {
      if (outcome.required("result").asText().equals("final")) {
        DestinationAddress client =
            DestinationAddress.read(HEX.parseHex(outcome.required("destination").asText()), 0);
        if (keys == Keys.LEGACY) {
          gateway.register(client);
        } else {
          gateway.registerLater(client);
        }
        receive(gateway, frame);
        checkFinal(gateway, client, outcome, frame, keys);
      } else {
        receive(gateway, frame);
        assertThat(gateway.dropped(reason(outcome))).isOne();
        assertThat(gateway.dropped()).isOne();
        assertThat(gateway.forwarder.forwarded()).isEmpty();
      }
      assertThat(gateway.channel.isOpen()).as("the connection stays").isTrue();
    }
  }

  private static void receive(MixnetHarness gateway, byte[] frame) {
    gateway.receive(gateway.channel.alloc().heapBuffer().writeBytes(frame));
  }

  private static String reason(JsonNode outcome) {
    if (outcome.required("result").asText().equals("forward")) {
      return "forward_hop";
    }
    return outcome.required("error").asText().contains("did not contain")
        ? "no_surb_ack"
        : "surb_ack_address";
  }

  private static void checkFinal(
      MixnetHarness gateway, DestinationAddress client, JsonNode outcome, byte[] frame, Keys keys) {
    byte[] message = HEX.parseHex(outcome.required("message").asText());
    JsonNode ack = outcome.required("ack");
    boolean isShort =
        ack.isNull()
            ? message.length != FinalMessage.ACK_BYTES
            : message.length < FinalMessage.MIN_MESSAGE_BYTES;
    if (keys == Keys.LEGACY && isShort) {
      assertThat(gateway.takeInbox(client)).isEmpty();
      assertThat(gateway.dropped(ack.isNull() ? "ack_length" : "short_message")).isOne();
      assertThat(gateway.forwarder.forwarded()).isEmpty();
      return;
    }
    assertThat(gateway.takeInbox(client)).containsExactly(message);
    assertThat(gateway.dropped()).isZero();
    List<Forwarded> forwarded = gateway.forwarder.forwarded();
    if (ack.isNull()) {
      assertThat(forwarded).isEmpty();
    } else {
      assertThat(forwarded).singleElement().satisfies(it -> checkAck(it, ack, frame));
    }
  }

  /** Of the same type and rotation as its carrier, of size 2, and hinted to go out in its form. */
  private static void checkAck(Forwarded ack, JsonNode expected, byte[] carrier) {
    assertThat(HEX.formatHex(ack.bytes())).isEqualTo(expected.required("packet").asText());
    assertThat(text(ack.packet().nextHop())).isEqualTo(expected.required("first_hop").asText());
    assertThat(ack.packet().size()).isEqualTo(PacketSize.ACK);
    assertThat(ack.packet().form()).isEqualTo(carrier[0] == 7 ? FrameForm.B : FrameForm.C);
    assertThat(ack.packet().rotation().wireByte())
        .isEqualTo((byte) expected.required("key_rotation").asInt());
    assertThat(ack.packet().mode()).isEqualTo(PacketMode.MIX);
    assertThat(expected.required("packet_type").asInt()).isZero();
  }

  /** As the file writes it: IPv6 in its short form. */
  private static String text(NodeAddress address) {
    var socket = address.toSocketAddress();
    return InetAddresses.toUriString(socket.getAddress()) + ":" + socket.getPort();
  }
}
