package dev.postern.net.client;

import static dev.postern.net.client.RawWebSocket.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.nym09.HandshakeVector;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.MemoryStore;
import dev.postern.testing.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The reference's conversations, replayed with a listening gateway over loopback sockets. */
class TranscriptsTest {
  private static final String NOT_AUTHENTICATED = "{\"type\":\"authenticate\",\"status\":false}";
  private static final HexFormat HEX = HexFormat.of();

  @TestFactory
  Stream<DynamicTest> registration_likeTheReference() {
    return HandshakeVector.all()
        .filter(vector -> !vector.isLowOrderEphemeral() && !vector.whileConnected())
        .map(
            vector ->
                dynamicTest(
                    vector.name(),
                    () -> {
                      try (TestGateway gateway = gateway(vector)) {
                        storeKeysBefore(gateway, vector);
                        replay(gateway, vector.transcript());
                        assertThat(gateway.storedKeys(client(vector)))
                            .isEqualTo(
                                vector.registered()
                                    ? Optional.of(vector.json().required("shared_keys").asText())
                                    : Optional.empty());
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> registration_lowOrderEphemeral_storesNothing() {
    return HandshakeVector.all()
        .filter(HandshakeVector::isLowOrderEphemeral)
        .map(
            vector ->
                dynamicTest(
                    vector.name(),
                    () -> {
                      try (TestGateway gateway = gateway(vector);
                          RawWebSocket socket = gateway.connect()) {
                        socket.sendText(vector.transcript().get(0).required("text").asText());
                        assertThat(socket.read().text()).contains("handshakeError");
                        assertThat(socket.read().text()).contains("failed to perform");
                        socket.expectNothingMore();
                        assertThat(gateway.store.clients().count()).isZero();
                      }
                    }));
  }

  /** Unlike the reference, decided before the client is told to keep its keys (spec §4). */
  @TestFactory
  Stream<DynamicTest> registration_whileConnected_keepsTheKeysOfTheLiveConnection() {
    return HandshakeVector.all()
        .filter(HandshakeVector::whileConnected)
        .map(vector -> dynamicTest(vector.name(), () -> registersWhileConnected(vector)));
  }

  private static void registersWhileConnected(HandshakeVector vector) {
    String keysBefore = vector.json().required("stored_keys_after").asText();
    try (TestGateway gateway = gateway(vector)) {
      Client live = new Client(client(vector), keys(keysBefore));
      TestGateway.register(gateway.store, live);
      List<JsonNode> messages = vector.transcript();
      try (LivingClient first = new LivingClient(gateway.login(live));
          RawWebSocket second = gateway.connect()) {
        second.sendText(messages.get(0).required("text").asText());
        assertThat(second.read().text()).isEqualTo(messages.get(1).required("text").asText());
        second.sendText(messages.get(2).required("text").asText());
        assertThat(second.read().text())
            .isEqualTo(
                "{\"type\":\"handshakeError\",\"message\":\"duplicate connection detected\"}");
        assertThat(second.read().text())
            .isEqualTo(messages.get(messages.size() - 1).required("text").asText());
        second.expectNothingMore();
        first.expectNothingMore();
        assertThat(gateway.storedKeys(live.address())).contains(keysBefore);
      }
    }
  }

  /** But for an IV that every frame exposes, which the reference takes (docs/adr/0018). */
  @TestFactory
  Stream<DynamicTest> authentication_likeTheReference() {
    return Vectors.cases("authenticate.json", "cases")
        .map(vector -> dynamicTest(vector.required("name").asText(), () -> authenticates(vector)));
  }

  private static void authenticates(JsonNode vector) {
    Client client =
        new Client(
            DestinationAddress.read(HandshakeVector.hex(vector.required("address")), 0),
            keys(vector.required("shared_keys").asText()));
    List<JsonNode> messages = new HandshakeVector(vector).transcript();
    try (TestGateway gateway = new TestGateway()) {
      if (vector.required("registered").asBoolean()) {
        TestGateway.register(gateway.store, client);
      }
      for (JsonNode stored : vector.path("stored")) {
        byte[] message = HandshakeVector.hex(stored);
        gateway.store.inboxes().append(client.address(), message, 0, message.length);
      }
      boolean duplicate =
          messages.stream()
              .anyMatch(message -> message.path("text").asText().contains("duplicate connection"));
      try (LivingClient live =
          new LivingClient(duplicate ? gateway.login(client) : gateway.connect())) {
        replay(gateway, messages, vector.path("iv").asText().startsWith("0".repeat(16)));
        live.expectNothingMore();
      }
    }
  }

  /** Every text and pong in its order; binary messages of one run in any. */
  private static void replay(TestGateway gateway, List<JsonNode> messages) {
    replay(gateway, messages, false);
  }

  private static void replay(TestGateway gateway, List<JsonNode> messages, boolean exposed) {
    List<String> expectedBinaries = new ArrayList<>();
    List<String> binaries = new ArrayList<>();
    try (RawWebSocket socket = gateway.connect()) {
      for (JsonNode message : messages) {
        String kind = message.required("kind").asText();
        if (message.required("from").asText().equals("client")) {
          socket.send(RawWebSocket.frame(opcode(kind), payload(message)));
        } else if (kind.equals("binary")) {
          expectedBinaries.add(HEX.formatHex(payload(message)));
          binaries.add(HEX.formatHex(socket.readUnconfirming().binary()));
        } else {
          RawWebSocket.Frame frame = socket.readUnconfirming();
          byte[] expected = exposed ? ascii(NOT_AUTHENTICATED) : payload(message);
          assertThat(frame).hasToString(new RawWebSocket.Frame(opcode(kind), expected).toString());
        }
      }
      assertThat(binaries).containsExactlyInAnyOrderElementsOf(expectedBinaries);
      socket.expectNothingMore();
    }
  }

  private static int opcode(String kind) {
    return switch (kind) {
      case "text" -> RawWebSocket.TEXT;
      case "binary" -> RawWebSocket.BINARY;
      case "ping" -> RawWebSocket.PING;
      case "pong" -> RawWebSocket.PONG;
      default -> throw new AssertionError("a kind of message unknown to this test: " + kind);
    };
  }

  private static byte[] payload(JsonNode message) {
    return message.has("text")
        ? message.required("text").asText().getBytes(StandardCharsets.UTF_8)
        : HandshakeVector.hex(message.required("data"));
  }

  private static TestGateway gateway(HandshakeVector vector) {
    IdentityPrivateKey identity = vector.gatewayIdentity();
    Supplier<SphinxPrivateKey> ephemerals = vector.gatewayEphemerals();
    return new TestGateway(identity, ephemerals, new MemoryStore(), ClientOptions.defaults());
  }

  private static void storeKeysBefore(TestGateway gateway, HandshakeVector vector) {
    if (vector.json().hasNonNull("stored_keys_before")) {
      String keys = vector.json().required("stored_keys_before").asText();
      TestGateway.register(gateway.store, new Client(client(vector), keys(keys)));
    }
  }

  private static DestinationAddress client(HandshakeVector vector) {
    JsonNode identity = vector.json().path("client_identity").path("public_key");
    return DestinationAddress.read(
        identity.isMissingNode() ? new byte[32] : HandshakeVector.hex(identity), 0);
  }

  private static SharedKeys keys(String hex) {
    return SharedKeys.fromBytes(HEX.parseHex(hex));
  }
}
