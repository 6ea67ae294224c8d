package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.net.nym2025.GcmSivKey;
import dev.postern.net.nym2025.ModernVector;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.MemoryStore;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The reference's registrations from number 3 on, with a listening gateway over loopback sockets.
 * The vectors are of the handshake's code alone: the reference's gateway adds an error and the end
 * behind a failure, and so does ours.
 */
class Nym2025TranscriptsTest {
  private static final HexFormat HEX = HexFormat.of();

  @TestFactory
  Stream<DynamicTest> registration_likeTheReference() {
    return test(
        ModernVector.registrations(true).filter(Nym2025TranscriptsTest::registers),
        Nym2025TranscriptsTest::replay);
  }

  private static boolean registers(ModernVector vector) {
    return vector.isRegistered() && !vector.isLowOrder() && !vector.hasNoIdentity();
  }

  private static void replay(ModernVector vector, TestGateway gateway, RawWebSocket socket) {
    GcmSivKey key = GcmSivKey.fromBytes(HEX.parseHex(vector.sharedKey()));
    for (JsonNode message : vector.transcript()) {
      String text = message.path("text").asText();
      if (message.required("from").asText().equals("client")) {
        send(socket, message);
      } else if (text.endsWith("\"data\":[1]}") || text.contains("register")) {
        assertThat(socket.read().text()).isEqualTo(text);
      } else {
        assertThat(ModernVector.replyUnsealed(socket.read().text(), key))
            .isEqualTo(ModernVector.replyUnsealed(text, key));
      }
    }
    socket.expectNothingMore();
    assertThat(gateway.storedKeys(client(vector)))
        .isEqualTo(Optional.of("01" + vector.sharedKey()));
  }

  private static void send(RawWebSocket socket, JsonNode message) {
    if (message.has("binary")) {
      byte[] binary = HEX.parseHex(message.required("binary").asText());
      socket.send(RawWebSocket.frame(RawWebSocket.BINARY, binary));
    } else {
      socket.sendText(message.required("text").asText());
    }
  }

  @TestFactory
  Stream<DynamicTest> registration_thatFails_isToldInBothForms_andEnds() {
    return test(
        ModernVector.registrations(true)
            .filter(vector -> !registers(vector))
            .filter(vector -> !vector.hasNoIdentity() && !isUnreadable(vector)),
        Nym2025TranscriptsTest::fails);
  }

  private static void fails(ModernVector vector, TestGateway gateway, RawWebSocket socket) {
    boolean isStricter = vector.hasKeyOfTheOtherKind() || vector.isLowOrder();
    String reason =
        isStricter
            ? "sent request was malformed"
            : vector.json().required("gateway_result").required("error").asText();
    // Whoever gives no number, or one below 3, is of this generation if it asks what we speak.
    socket.sendText(ModernClient.SUPPORTED_PROTOCOL);
    assertThat(socket.read().text()).contains("supportedProtocol");
    boolean isReplied = false;
    for (JsonNode message : vector.transcript()) {
      String text = message.required("text").asText();
      if (message.required("from").asText().equals("client")) {
        boolean answersOurs = text.contains("\"handshakeError\",\"message\":\"error on the remote");
        if (!answersOurs && !(isStricter && isReplied)) {
          socket.sendText(text);
        }
      } else if (text.contains("handshakePayload") && !isStricter) {
        assertThat(socket.read().text()).startsWith("{\"type\":\"handshakePayload\"");
      }
      isReplied = true;
    }
    assertThat(socket.read().text())
        .isEqualTo("{\"type\":\"handshakeError\",\"message\":\"" + reason + "\"}");
    assertThat(socket.read().text())
        .isEqualTo(ModernClient.error("Failed to perform registration handshake: " + reason));
    socket.expectEnd();
    assertThat(gateway.store.clients().count()).isZero();
  }

  @TestFactory
  Stream<DynamicTest> init_ofNobody_isToldAsAnErrorOnly_andEnds() {
    return test(
        ModernVector.registrations(true).filter(ModernVector::hasNoIdentity),
        (vector, gateway, socket) -> {
          socket.sendText(vector.transcript().get(0).required("text").asText());
          assertThat(socket.read().text())
              .isEqualTo(
                  ModernClient.error(
                      "Failed to perform registration handshake: sent request was malformed"));
          socket.expectEnd();
        });
  }

  /** A number that is none; a client of this generation never sends it. */
  @TestFactory
  Stream<DynamicTest> init_unreadable_isNoRequest_andEnds() {
    return test(
        ModernVector.registrations(true).filter(Nym2025TranscriptsTest::isUnreadable),
        (vector, gateway, socket) -> {
          socket.sendText(ModernClient.SUPPORTED_PROTOCOL);
          socket.read();
          socket.sendText(vector.transcript().get(0).required("text").asText());
          assertThat(socket.read().text())
              .isEqualTo(
                  ModernClient.error("Only 'Register' or 'Authenticate' requests are allowed"));
          socket.expectEnd();
        });
  }

  private static boolean isUnreadable(ModernVector vector) {
    return vector
        .json()
        .required("gateway_result")
        .path("error")
        .asText()
        .startsWith("first message unreadable");
  }

  private interface Check {
    void run(ModernVector vector, TestGateway gateway, RawWebSocket socket);
  }

  private static Stream<DynamicTest> test(Stream<ModernVector> vectors, Check check) {
    return vectors.map(
        vector ->
            dynamicTest(
                vector.name(),
                () -> {
                  try (TestGateway gateway =
                          new TestGateway(
                              vector.gatewayIdentity(),
                              vector::gatewayEphemeral,
                              new MemoryStore(),
                              ClientOptions.defaults());
                      RawWebSocket socket = gateway.connect()) {
                    check.run(vector, gateway, socket);
                  }
                }));
  }

  private static DestinationAddress client(ModernVector vector) {
    return DestinationAddress.read(vector.hex("client_identity"), 0);
  }
}
