package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.net.nym09.HandshakeVector;
import dev.postern.net.wire.ClientText;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.MemoryStore;
import dev.postern.testing.Vectors;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Registrations of clients that give no number, or one below 3, as the last release that knew their
 * keys answered them; with a listening gateway over loopback sockets. Where that release wrote null
 * for a number Postern writes none: later clients can't read null there.
 */
class Nym11TranscriptsTest {
  private static final int FIRST_NUMBER_OF_OTHER_KEYS = 3;

  @TestFactory
  Stream<DynamicTest> registration_likeTheReference() {
    return cases()
        .filter(vector -> vector.required("gateway_result").required("ok").asBoolean())
        .map(vector -> test(vector, this::registers));
  }

  /** An init of 80 bytes belongs to other keys: it is refused rather than taken for 64 and more. */
  @TestFactory
  Stream<DynamicTest> registration_malformed_isRefusedInBothForms() {
    return cases()
        .filter(vector -> !vector.required("gateway_result").required("ok").asBoolean())
        .map(vector -> test(vector, this::isRefused));
  }

  private interface Check {
    void run(JsonNode vector, TestGateway gateway, RawWebSocket socket);
  }

  private static Stream<JsonNode> cases() {
    return Vectors.cases("modern/handshake-legacy.json", "cases")
        .filter(vector -> numberOnTheWire(vector) < FIRST_NUMBER_OF_OTHER_KEYS);
  }

  private static int numberOnTheWire(JsonNode vector) {
    String init = vector.required("transcript").required(0).required("text").asText();
    return ClientText.parse(init).protocolVersion().orElse(0);
  }

  private static DynamicTest test(JsonNode vector, Check check) {
    return dynamicTest(
        vector.required("name").asText(),
        () -> {
          try (TestGateway gateway =
                  new TestGateway(
                      IdentityPrivateKey.fromBytes(
                          HandshakeVector.hex(vector.required("gateway_identity_seed"))),
                      () ->
                          SphinxPrivateKey.fromBytes(
                              HandshakeVector.hex(vector.required("gateway_ephemeral_private"))),
                      new MemoryStore(),
                      ClientOptions.defaults());
              RawWebSocket socket = gateway.connect()) {
            check.run(vector, gateway, socket);
          }
        });
  }

  private void registers(JsonNode vector, TestGateway gateway, RawWebSocket socket) {
    JsonNode init = vector.required("transcript").required(0);
    boolean hasNumber = init.required("text").asText().matches(".*\"protocol_version\":\\d.*");
    boolean hasField = init.required("text").asText().contains("protocol_version");
    for (JsonNode message : vector.required("transcript")) {
      String text = message.required("text").asText();
      if (message.required("from").asText().equals("client")) {
        socket.sendText(text);
      } else {
        String expected = hasNumber ? text : text.replaceAll("\"protocol_version\":[^,]*,", "");
        assertThat(socket.read().text())
            .isEqualTo(hasField ? expected : expected.replace(",\"upgrade_mode\":false", ""));
      }
    }
    socket.expectNothingMore();
    assertThat(gateway.storedKeys(client(vector)))
        .isEqualTo(Optional.of(vector.required("gateway_result").required("key").asText()));
  }

  private void isRefused(JsonNode vector, TestGateway gateway, RawWebSocket socket) {
    for (JsonNode message : vector.required("transcript")) {
      String text = message.required("text").asText();
      if (message.required("from").asText().equals("client")) {
        if (!text.contains("handshakeError")) {
          socket.sendText(text);
        }
      } else if (text.contains("handshakePayload") && !hasInitOf80(vector)) {
        assertThat(socket.read().text()).isEqualTo(text);
      }
    }
    assertThat(socket.read().text()).startsWith("{\"type\":\"handshakeError\",\"message\":\"");
    assertThat(socket.read().text()).startsWith("{\"type\":\"error\",\"message\":\"");
    socket.expectNothingMore();
    assertThat(gateway.store.clients().count()).isZero();
  }

  private static boolean hasInitOf80(JsonNode vector) {
    return vector.required("name").asText().contains("80-byte init");
  }

  private static DestinationAddress client(JsonNode vector) {
    return DestinationAddress.read(HandshakeVector.hex(vector.required("client_identity")), 0);
  }
}
