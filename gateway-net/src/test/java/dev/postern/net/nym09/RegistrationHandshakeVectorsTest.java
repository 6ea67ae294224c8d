package dev.postern.net.nym09;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import dev.postern.net.nym09.HandshakeMessage.HandshakePayload;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The reference's registrations, without a channel. */
class RegistrationHandshakeVectorsTest {
  @TestFactory
  Stream<DynamicTest> receive_likeTheReference() {
    return HandshakeVector.all()
        .filter(HandshakeVector::beginsWithText)
        .filter(vector -> !vector.isLowOrderEphemeral() && !vector.whileConnected())
        .map(vector -> dynamicTest(vector.name(), () -> replay(vector)));
  }

  @TestFactory
  Stream<DynamicTest> receive_lowOrderEphemeral_isRefusedUnlikeTheReference() {
    return HandshakeVector.all()
        .filter(HandshakeVector::isLowOrderEphemeral)
        .map(
            vector ->
                dynamicTest(
                    vector.name(),
                    () ->
                        assertThat(new Replay(vector).answerTo(vector.transcript().get(0)))
                            .containsExactly(
                                "{\"type\":\"handshakeError\",\"message\":\"sent request was"
                                    + " malformed\"}",
                                "{\"type\":\"error\",\"message\":\"failed to perform the handshake"
                                    + " - sent request was malformed\"}")));
  }

  private static void replay(HandshakeVector vector) {
    Replay replay = new Replay(vector);
    List<String> expected = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    for (JsonNode message : vector.transcript()) {
      if (message.required("kind").asText().equals("text")) {
        if (message.required("from").asText().equals("client")) {
          actual.addAll(replay.answerTo(message));
        } else {
          expected.add(message.required("text").asText());
        }
      }
    }
    assertThat(actual).isEqualTo(expected);
    assertThat(replay.agreedKeys == null ? "null" : replay.agreedKeys)
        .isEqualTo(vector.registered() ? vector.json().required("shared_keys").asText() : "null");
  }

  /** What a connection does, as far as the handshake is concerned. */
  private static final class Replay {
    private final HandshakeVector vector;
    private final Primitives primitives = CryptoEngine.best().newPrimitives();
    private final Supplier<SphinxPrivateKey> ephemerals;
    private RegistrationHandshake handshake;
    private String agreedKeys;

    Replay(HandshakeVector vector) {
      this.vector = vector;
      this.ephemerals = vector.gatewayEphemerals();
    }

    List<String> answerTo(JsonNode message) {
      if (handshake == null) {
        handshake = new RegistrationHandshake(vector.gatewayIdentity(), ephemerals, primitives);
      }
      RegistrationHandshake.Step step =
          handshake.receive(ControlMessageCodec.readRequest(message.required("text").asText()));
      if (step instanceof RegistrationHandshake.Reply reply) {
        return List.of(ControlMessageCodec.write(reply.payload()));
      }
      if (step instanceof RegistrationHandshake.Refused refused) {
        handshake = null;
        return refused.texts();
      }
      if (step instanceof RegistrationHandshake.Agreed agreed) {
        agreedKeys =
            HexFormat.of()
                .formatHex(agreed.keys().secretBytes().toByteArray(InsecureSecretKeyAccess.get()));
        return List.of(
            ControlMessageCodec.write(HandshakePayload.done()),
            ControlMessageCodec.write(ServerResponse.REGISTERED));
      }
      return List.of();
    }
  }
}
