package dev.postern.sphinx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

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

  static DestinationAddress destination(JsonNode packet) {
    return DestinationAddress.read(bytes(packet, "destination"), 0);
  }
}
