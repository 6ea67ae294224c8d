package dev.postern.sphinx;

import static dev.postern.sphinx.PacketVector.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.sphinx.InvalidPacketException.Reason;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import dev.postern.testing.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A case of {@code sphinx-modern.json}. */
record ModernVector(JsonNode json) {
  /** What a hop of ours makes of a packet; exactly one of the two is there. */
  record Outcome(@Nullable UnwrappedPacket hop, @Nullable Reason refusal) {}

  static List<ModernVector> ofKind(String kind) {
    return Vectors.cases("modern/sphinx-modern.json", "cases")
        .filter(one -> one.required("kind").textValue().equals(kind))
        .map(ModernVector::new)
        .toList();
  }

  String name() {
    return json.required("name").textValue();
  }

  int version() {
    return json.required("version").intValue();
  }

  LaterReference maker() {
    return new LaterReference(json.required("crate").textValue());
  }

  /** Who walked it through its hops. */
  LaterReference walker() {
    return json.has("unwrapped_by")
        ? new LaterReference(json.required("unwrapped_by").textValue())
        : maker();
  }

  List<RouteHop> route() {
    List<RouteHop> route = new ArrayList<>();
    for (JsonNode node : json.required("nodes")) {
      route.add(
          new RouteHop(
              NodeAddress.read(bytes(node, "address"), 0, NodeAddress.HEADER_BYTES),
              SphinxPublicKey.fromBytes(bytes(node, "public")),
              PacketVector.delay(node.required("delay_nanos").asText())));
    }
    return route;
  }

  SphinxPrivateKey nodeKey(int hop) {
    return SphinxPrivateKey.fromBytes(bytes(json.required("nodes").get(hop), "private"));
  }

  DestinationAddress destination() {
    return DestinationAddress.read(bytes(json, "destination"), 0);
  }

  JsonNode hop(int i) {
    return json.required("hops").get(i);
  }

  int hops() {
    return json.required("hops").size();
  }

  byte[] packet() {
    return bytes(hop(0), "packet");
  }

  /** With the padding that stands in the last hop's header, which the file doesn't tell apart. */
  PacketSeed seed(CryptoEngine engine) {
    byte[] secret = maker().secret(bytes(json, "initial_secret"), version());
    int length = PacketSeed.paddingBytes(route().size());
    byte[] routing = routing(hop(hops() - 1), engine);
    int start = HeaderLayout.FINAL_PADDING_OFFSET;
    return PacketSeed.of(secret, Arrays.copyOfRange(routing, start, start + length));
  }

  private static byte[] routing(JsonNode hop, CryptoEngine engine) {
    HopKeys keys = new HopKeys();
    keys.derive(bytes(hop, "shared_secret"), engine.newPrimitives());
    byte[] packet = bytes(hop, "packet");
    byte[] routing =
        Arrays.copyOfRange(packet, HeaderLayout.BETA_OFFSET, HeaderLayout.PAYLOAD_OFFSET);
    keys.applyZeroIvStream(routing, routing.length, engine.newPrimitives());
    return routing;
  }

  /** What our node makes of the packet as it enters a hop. */
  Outcome unwrap(int hop, CryptoEngine engine) {
    try {
      SphinxUnwrapper unwrapper = new SphinxUnwrapper(nodeKey(hop), engine);
      return new Outcome(unwrapper.unwrap(bytes(hop(hop), "packet")), null);
    } catch (InvalidPacketException e) {
      return new Outcome(null, e.reason());
    }
  }

  /** The keys of a hop, where it got so far, and their tag. */
  void checkKeys(int i, CryptoEngine engine) {
    JsonNode hop = hop(i);
    if (!hop.has("shared_secret")) {
      return;
    }
    HopKeys keys = new HopKeys();
    keys.derive(bytes(hop, "shared_secret"), engine.newPrimitives());
    byte[] all = keys.bytes();
    assertThat(Arrays.copyOfRange(all, 0, 16)).isEqualTo(bytes(hop, "stream_key"));
    assertThat(Arrays.copyOfRange(all, 16, 32)).isEqualTo(bytes(hop, "mac_key"));
    assertThat(Arrays.copyOfRange(all, 32, 224)).isEqualTo(bytes(hop, "payload_key_full"));
    assertThat(Arrays.copyOfRange(all, 32, 48)).isEqualTo(bytes(hop, "payload_key_seed"));
    assertThat(Arrays.copyOfRange(all, 224, 256)).isEqualTo(bytes(hop, "blinding_factor"));
    byte[] tag = new byte[HopKeys.REPLAY_TAG_BYTES];
    keys.secretTag(tag, 0);
    assertThat(tag).isEqualTo(bytes(hop, "replay_tag"));
  }

  /**
   * Unwraps the packet of each hop. Where the walker's rule for the next α or the payload key isn't
   * ours, those differ; all else is the same.
   */
  void checkWalk(CryptoEngine engine) {
    boolean sameAlpha = walker().clamps(version()) == LaterReference.weClamp(version());
    boolean sameKeys = LaterReference.seeds(version()) == LaterReference.weSeed(version());
    for (int i = 0; i < hops(); i++) {
      checkKeys(i, engine);
      Outcome outcome = unwrap(i, engine);
      switch (hop(i).required("result").textValue()) {
        case "forward" -> {
          boolean clamped = LaterReference.isClamped(bytes(hop(i), "blinding_factor"));
          checkForward(hop(i), outcome, sameAlpha || clamped, sameKeys);
        }
        case "final" -> checkFinal(hop(i), outcome, sameKeys);
        case "error" -> assertThat(outcome.refusal()).isEqualTo(Reason.HEADER_MAC_MISMATCH);
        default -> throw new AssertionError(hop(i).required("result"));
      }
    }
  }

  private static void checkForward(
      JsonNode vector, Outcome outcome, boolean sameAlpha, boolean sameKeys) {
    assertThat(outcome.hop()).isInstanceOf(ForwardHop.class);
    ForwardHop hop = (ForwardHop) outcome.hop();
    assertThat(hop.nextHop()).isEqualTo(bytes(vector, "next_address"));
    assertThat(hop.delay()).isEqualTo(PacketVector.delay(vector.required("delay_nanos").asText()));
    byte[] expected = bytes(vector, "next_packet");
    assertThat(hop.packet()).hasSameSizeAs(expected);
    checkPart(hop.packet(), expected, 0, HeaderLayout.ALPHA_BYTES, sameAlpha);
    checkPart(hop.packet(), expected, HeaderLayout.GAMMA_OFFSET, HeaderLayout.PAYLOAD_OFFSET, true);
    checkPart(hop.packet(), expected, HeaderLayout.PAYLOAD_OFFSET, expected.length, sameKeys);
  }

  private static void checkPart(byte[] ours, byte[] theirs, int from, int to, boolean same) {
    assertThat(Arrays.equals(ours, from, to, theirs, from, to)).isEqualTo(same);
  }

  private static void checkFinal(JsonNode vector, Outcome outcome, boolean sameKeys) {
    if (!sameKeys || vector.has("payload_error")) {
      assertThat(outcome.refusal()).isEqualTo(Reason.PAYLOAD_TAGGED);
      return;
    }
    checkMessage(outcome, vector, bytes(vector, "message"));
  }

  /** That it arrived where it should, with a message. */
  static void checkMessage(Outcome outcome, JsonNode addressed, byte[] message) {
    assertThat(outcome.hop()).isInstanceOf(FinalHop.class);
    FinalHop hop = (FinalHop) outcome.hop();
    assertThat(hop.destination().toBytes()).isEqualTo(bytes(addressed, "destination"));
    assertThat(hop.identifier()).isEqualTo(bytes(addressed, "identifier"));
    assertThat(hop.message()).isEqualTo(message);
  }
}
