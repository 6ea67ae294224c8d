package dev.postern.net.nym2025;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.net.nym2025.HandshakeMessage.HandshakePayload;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.GatewaySide;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.testing.Vectors;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A case of the later vectors, and where Postern is stricter than the reference. */
public record ModernVector(JsonNode json) {
  public static final CryptoEngine ENGINE = CryptoEngine.best();

  private static final Set<String> OTHER_KIND_OF_KEY =
      Set.of(
          "client proposes 0 with the modern handshake",
          "client proposes 1 with the modern handshake",
          "client proposes 2 with the modern handshake",
          "init without protocol_version",
          "64-byte init renumbered to protocol 3",
          "protocol 6 client, init cut to 64 bytes");

  public static Stream<ModernVector> of(String file) {
    return Vectors.cases("modern/" + file, "cases").map(ModernVector::new);
  }

  /** Registrations in which this side's messages are its own, and not altered by the test. */
  public static Stream<ModernVector> registrations(boolean gatewayIsHonest) {
    Stream<ModernVector> modern =
        of("handshake-modern.json").filter(vector -> vector.altersGateway() != gatewayIsHonest);
    Stream<ModernVector> legacy =
        of("handshake-legacy.json")
            .filter(vector -> vector.proposed() >= ProtocolNumbers.GCM_SIV && gatewayIsHonest);
    return Stream.concat(modern, legacy);
  }

  private boolean altersGateway() {
    return name().startsWith("gateway ") || name().startsWith("finalization ");
  }

  /** What stands in the first message. */
  private int proposed() {
    return ClientText.parse(transcript().get(0).required("text").asText())
        .protocolVersion()
        .orElse(0);
  }

  public String name() {
    return json.required("name").asText();
  }

  public byte[] hex(String field) {
    return HexFormat.of().parseHex(json.required(field).asText());
  }

  public String text(String field) {
    return json.required(field).asText();
  }

  public JsonNode outcome() {
    return json.required("outcome");
  }

  public List<JsonNode> transcript() {
    return StreamSupport.stream(json.required("transcript").spliterator(), false).toList();
  }

  public IdentityPrivateKey gatewayIdentity() {
    return IdentityPrivateKey.fromBytes(hex("gateway_identity_seed"));
  }

  public SphinxPrivateKey gatewayEphemeral() {
    return SphinxPrivateKey.fromBytes(hex("gateway_ephemeral_private"));
  }

  /** The kind of key is that of the number, and the length has to fit: no client does otherwise. */
  public boolean hasKeyOfTheOtherKind() {
    return OTHER_KIND_OF_KEY.contains(name());
  }

  /** Refused at once by Postern: the reference goes on with keys that everybody knows. */
  public boolean isLowOrder() {
    return name().equals("init ephemeral key all zero");
  }

  /** Of which no handshake can be; the reference sees that one of low order is none only later. */
  public boolean hasNoIdentity() {
    return Set.of(
            "init identity is the all-zero point",
            "init identity is not a point",
            "init of 0 bytes")
        .contains(name());
  }

  /** Whether the gateway ends up with a key. */
  public boolean isRegistered() {
    return json.required("gateway_result").required("ok").asBoolean() && !hasKeyOfTheOtherKind();
  }

  public String sharedKey() {
    JsonNode result = json.required("gateway_result");
    return result.has("shared_key")
        ? result.required("shared_key").asText()
        : result.required("key").asText();
  }

  /** A gateway whose clock stands still. */
  static GatewaySide side(IdentityPrivateKey identity, SphinxPrivateKey ephemeral, Instant now) {
    return new GatewaySide(
        identity,
        () -> ephemeral,
        ENGINE.newPrimitives(),
        new SecureRandom(),
        Clock.fixed(now, ZoneOffset.UTC),
        () -> true);
  }

  static GatewaySide side() {
    return side(
        IdentityPrivateKey.fromBytes(new byte[32]),
        SphinxPrivateKey.fromBytes(new byte[32]),
        Instant.EPOCH);
  }

  /** The ephemeral key and the signature in the gateway's reply; its nonce is another each time. */
  public static String replyUnsealed(String text, GcmSivKey key) {
    HandshakePayload reply = (HandshakePayload) RequestReader.readHandshake(text);
    Primitives primitives = ENGINE.newPrimitives();
    byte[] data = reply.data();
    byte[] nonce = Arrays.copyOfRange(data, 112, 124);
    byte[] sealed = Arrays.copyOfRange(data, 32, 112);
    HexFormat hex = HexFormat.of();
    return reply.number()
        + " "
        + hex.formatHex(data, 0, 32)
        + " "
        + hex.formatHex(key.open(primitives, nonce, sealed).orElseThrow());
  }

  @Override
  public String toString() {
    return name();
  }
}
