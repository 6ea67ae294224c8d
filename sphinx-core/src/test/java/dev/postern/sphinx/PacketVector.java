package dev.postern.sphinx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** How the Sphinx files name the parts of a case. */
final class PacketVector {
  private PacketVector() {}

  static byte[] bytes(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.required(field).textValue());
  }

  static SphinxPrivateKey privateKey(JsonNode node) {
    return SphinxPrivateKey.fromBytes(bytes(node, "private_key"));
  }

  static Duration delay(String nanoseconds) {
    return Delays.fromNanos(Long.parseUnsignedLong(nanoseconds));
  }

  static List<RouteHop> route(JsonNode packet) {
    List<RouteHop> route = new ArrayList<>();
    JsonNode nodes = packet.required("route");
    for (int i = 0; i < nodes.size(); i++) {
      JsonNode node = nodes.get(i);
      route.add(
          new RouteHop(
              NodeAddress.read(bytes(node, "address"), 0, NodeAddress.HEADER_BYTES),
              SphinxPublicKey.fromBytes(bytes(node, "public_key")),
              delay(packet.required("delays_ns").get(i).textValue())));
    }
    return route;
  }

  static PacketSeed seed(JsonNode packet) {
    return PacketSeed.of(bytes(packet, "initial_secret"), bytes(packet, "final_padding"));
  }

  static PacketSize size(JsonNode packet) {
    return PacketSize.valueOf(packet.required("size").textValue().toUpperCase(Locale.ROOT));
  }

  static DestinationAddress destination(JsonNode packet) {
    return DestinationAddress.read(bytes(packet, "destination"), 0);
  }

  /** Unwraps the packet at each hop with the keys of its route. */
  static void checkHops(JsonNode packet, CryptoEngine engine) throws InvalidPacketException {
    List<SphinxPrivateKey> keys = new ArrayList<>();
    packet.required("route").forEach(node -> keys.add(privateKey(node)));
    checkHops(packet, keys, engine);
  }

  /** Derives the keys of each hop, unwraps the packet there, and compares everything. */
  static void checkHops(JsonNode packet, List<SphinxPrivateKey> keys, CryptoEngine engine)
      throws InvalidPacketException {
    JsonNode hops = packet.required("hops");
    assertThat(hops).hasSameSizeAs(keys);
    for (int i = 0; i < hops.size(); i++) {
      JsonNode hop = hops.get(i);
      checkKeys(hop, engine);
      if (hop.has("packet")) { // left out of a few long ones
        byte[] next = hop.required("result").has("next_address") ? next(hops, i) : new byte[0];
        checkHop(hop, new SphinxUnwrapper(keys.get(i), engine), next);
      }
    }
  }

  private static byte[] next(JsonNode hops, int i) {
    return bytes(hops.get(i + 1), "packet");
  }

  private static void checkKeys(JsonNode hop, CryptoEngine engine) {
    Primitives primitives = engine.newPrimitives();
    HopKeys keys = new HopKeys();
    keys.derive(bytes(hop, "shared_secret"), primitives);
    byte[] payloadKey =
        Arrays.copyOfRange(keys.bytes(), HopKeys.PAYLOAD_KEY_OFFSET, HopKeys.BLINDING_OFFSET);
    if (hop.has("payload_key_seed")) {
      assertThat(payloadKey).startsWith(bytes(hop, "payload_key_seed"));
      PayloadSeed.expand(keys.bytes(), HopKeys.PAYLOAD_KEY_OFFSET, payloadKey, primitives);
    }
    byte[] tag = new byte[HopKeys.REPLAY_TAG_BYTES];
    keys.secretTag(tag, 0);
    HexFormat hex = HexFormat.of();
    assertThat(
            hex.formatHex(keys.bytes(), 0, HopKeys.PAYLOAD_KEY_OFFSET)
                + hex.formatHex(payloadKey)
                + hex.formatHex(keys.bytes(), HopKeys.BLINDING_OFFSET, HopKeys.REPLAY_TAG_OFFSET))
        .isEqualTo(
            hop.required("stream_key").textValue()
                + hop.required("mac_key").textValue()
                + hop.required("payload_key").textValue()
                + hop.required("blinding_factor").textValue());
    if (hop.has("replay_tag")) { // in no vector of Nym 0.9
      assertThat(tag).isEqualTo(bytes(hop, "replay_tag"));
    }
  }

  private static void checkHop(JsonNode vector, SphinxUnwrapper unwrapper, byte[] nextPacket)
      throws InvalidPacketException {
    JsonNode result = vector.required("result");
    UnwrappedPacket unwrapped = unwrapper.unwrap(bytes(vector, "packet"));
    if (unwrapped instanceof ForwardHop hop) {
      assertThat(result.required("kind").textValue()).isEqualTo("forward");
      assertThat(hop.nextHop()).isEqualTo(bytes(result, "next_address"));
      if (result.has("next_socket")) {
        assertThat(NodeAddress.read(hop.nextHop(), 0, NodeAddress.HEADER_BYTES).toSocketAddress())
            .isEqualTo(SocketText.parse(result.required("next_socket").textValue()));
      }
      assertThat(hop.delay()).isEqualTo(delay(result.required("delay_ns").textValue()));
      assertThat(hop.packet()).isEqualTo(nextPacket);
    } else if (unwrapped instanceof FinalHop hop) {
      assertThat(result.required("kind").textValue()).isEqualTo("final");
      assertThat(hop.destination().toBytes()).isEqualTo(bytes(result, "destination"));
      assertThat(hop.identifier()).isEqualTo(bytes(result, "identifier"));
      if (result.has("message")) {
        assertThat(hop.message()).isEqualTo(bytes(result, "message"));
      }
    }
  }
}
