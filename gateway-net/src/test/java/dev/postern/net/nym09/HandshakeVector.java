package dev.postern.net.nym09;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.testing.Vectors;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A conversation of {@code handshake.json}, and where Postern is stricter than the reference. */
public record HandshakeVector(JsonNode json) {
  private static final HexFormat HEX = HexFormat.of();

  public static Stream<HandshakeVector> all() {
    return Vectors.cases("handshake.json", "cases").map(HandshakeVector::new);
  }

  public static byte[] hex(JsonNode node) {
    return HEX.parseHex(node.asText());
  }

  /** What both sides say in text, in order. */
  static List<String> texts(JsonNode vector) {
    return StreamSupport.stream(vector.required("transcript").spliterator(), false)
        .filter(message -> message.hasNonNull("text"))
        .map(message -> message.required("text").asText())
        .toList();
  }

  public String name() {
    return json.required("name").asText();
  }

  public List<JsonNode> transcript() {
    return StreamSupport.stream(json.required("transcript").spliterator(), false).toList();
  }

  public IdentityPrivateKey gatewayIdentity() {
    return IdentityPrivateKey.fromBytes(
        hex(json.required("gateway_identity").required("private_key")));
  }

  /** The reference's keys, in order; a fresh one where it made none. */
  public Supplier<SphinxPrivateKey> gatewayEphemerals() {
    Queue<SphinxPrivateKey> keys = new ArrayDeque<>();
    json.path("gateway_ephemerals")
        .forEach(key -> keys.add(SphinxPrivateKey.fromBytes(hex(key.required("private")))));
    SphinxPrivateKey spare = SphinxPrivateKey.fromBytes(new byte[32]);
    return () -> keys.isEmpty() ? spare : keys.remove();
  }

  public boolean registered() {
    return json.required("registered").asBoolean();
  }

  public boolean beginsWithText() {
    return transcript().get(0).required("kind").asText().equals("text");
  }

  /** A live connection of the same client exists: its keys stay. */
  public boolean whileConnected() {
    return json.hasNonNull("stored_keys_after")
        && !json.required("stored_keys_after").equals(json.required("shared_keys"));
  }

  /** The reference takes a key that contributes nothing; Postern doesn't (spec §4). */
  public boolean isLowOrderEphemeral() {
    if (!beginsWithText()
        || !(ControlMessageCodec.readRequest(transcript().get(0).required("text").asText())
            instanceof HandshakeMessage.HandshakePayload init)
        || init.data().length != 64) {
      return false;
    }
    byte[] scalar = SphinxPrivateKey.fromBytes(new byte[32]).revealBytes();
    return !CryptoEngine.pureJava()
        .newPrimitives()
        .x25519(scalar, Arrays.copyOfRange(init.data(), 32, 64), 0, new byte[32], 0);
  }

  @Override
  public String toString() {
    return name();
  }
}
