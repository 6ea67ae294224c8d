package dev.postern.sphinx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.time.Duration;
import java.util.ArrayList;
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
    HopKeys keys = new HopKeys();
    keys.derive(bytes(hop, "shared_secret"), engine.newPrimitives());
    HexFormat hex = HexFormat.of();
    // The replay tag behind them is in no vector of this generation.
    assertThat(hex.formatHex(keys.bytes(), 0, HopKeys.BLINDING_OFFSET + Primitives.X25519_BYTES))
        .isEqualTo(
            hop.required("stream_key").textValue()
                + hop.required("mac_key").textValue()
                + hop.required("payload_key").textValue()
                + hop.required("blinding_factor").textValue());
  }

  private static void checkHop(JsonNode vector, SphinxUnwrapper unwrapper, byte[] nextPacket)
      throws InvalidPacketException {
    JsonNode result = vector.required("result");
    UnwrappedPacket unwrapped = unwrapper.unwrap(bytes(vector, "packet"));
    if (unwrapped instanceof ForwardHop hop) {
      assertThat(result.required("kind").textValue()).isEqualTo("forward");
      assertThat(hop.nextHop()).isEqualTo(bytes(result, "next_address"));
      assertThat(NodeAddress.read(hop.nextHop(), 0, NodeAddress.HEADER_BYTES).toSocketAddress())
          .isEqualTo(SocketText.parse(result.required("next_socket").textValue()));
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
