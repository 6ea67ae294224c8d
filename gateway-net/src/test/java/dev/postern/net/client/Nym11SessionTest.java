package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.nym09.HandshakeVector;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.testing.Vectors;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Logins and sessions of Nym 0.12 to v2024.11, over loopback sockets. */
class Nym11SessionTest {
  private static final String AUTHENTICATED =
      "{\"type\":\"authenticate\",\"protocol_version\":1,\"status\":true,"
          + "\"bandwidth_remaining\":68719476736,\"upgrade_mode\":false}";
  private static final String SENT =
      "{\"type\":\"send\",\"remaining_bandwidth\":68719476736,\"upgrade_mode\":false}";

  private final TestGateway gateway = new TestGateway();

  @AfterEach
  void close() {
    gateway.close();
  }

  @TestFactory
  Stream<DynamicTest> authenticate_withLegacyKeys_likeTheReference() {
    return Vectors.cases("modern/authenticate-v1.json", "cases")
        .filter(vector -> vector.required("key").has("aes_key"))
        .map(vector -> dynamicTest(vector.required("name").asText(), () -> authenticates(vector)));
  }

  private void authenticates(JsonNode vector) {
    SharedKeys keys =
        SharedKeys.fromBytes(HandshakeVector.hex(vector.required("key").required("key")));
    DestinationAddress client =
        DestinationAddress.read(HandshakeVector.hex(vector.required("address")), 0);
    try (TestGateway fresh = new TestGateway();
        RawWebSocket socket = fresh.connect()) {
      TestGateway.register(fresh.store, new Client(client, keys));
      socket.sendText(vector.required("text").asText());
      String answer = socket.read().text();
      boolean verifies = vector.required("outcome").required("verifies").asBoolean();
      // An iv that every frame exposes proves nothing: docs/adr/0018.
      boolean exposed = vector.required("iv").asText().startsWith("0".repeat(16));
      if (verifies && !exposed) {
        assertThat(answer)
            .contains("\"status\":true", "\"bandwidth_remaining\":68719476736")
            .contains(
                vector
                    .required("text")
                    .asText()
                    .replaceAll(".*(\"protocol_version\":\\d).*", "$1"));
      } else {
        assertThat(answer).containsAnyOf("\"status\":false", "\"type\":\"error\"");
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> frames_likeTheReference() {
    return Vectors.cases("modern/channel-legacy.json", "cases")
        .filter(vector -> vector.hasNonNull("outcome"))
        .map(vector -> dynamicTest(vector.required("name").asText(), () -> sends(vector)));
  }

  /** But for Outfox, of which that release let the frame pass: it is refused by its mode. */
  private void sends(JsonNode vector) {
    Client client =
        new Client(
            Client.random().address(),
            SharedKeys.fromBytes(HandshakeVector.hex(vector.required("key").required("key"))));
    try (TestGateway fresh = new TestGateway()) {
      TestGateway.register(fresh.store, client);
      try (RawWebSocket socket = login(fresh, client)) {
        byte[] frame = HandshakeVector.hex(vector.required("frame"));
        socket.send(RawWebSocket.frame(RawWebSocket.BINARY, frame));
        JsonNode outcome = vector.required("outcome");
        boolean taken =
            outcome.required("ok").asBoolean() && outcome.required("packet_type").asInt() == 0;
        String answer = socket.read().text();
        if (taken) {
          assertThat(answer).isEqualTo(SENT);
          assertThat(fresh.forwarder.packets).containsExactly(outcome.required("packet").asText());
        } else {
          assertThat(answer).startsWith("{\"type\":\"error\",\"message\":\"Provided binary");
          assertThat(fresh.forwarder.packets).isEmpty();
        }
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> pushes_likeTheReference() {
    return Vectors.cases("modern/channel-legacy.json", "cases")
        .filter(vector -> vector.path("direction").asText().equals("gateway to client"))
        .filter(vector -> vector.hasNonNull("plaintext"))
        .map(vector -> dynamicTest(vector.required("name").asText(), () -> isPushed(vector)));
  }

  private static void isPushed(JsonNode vector) {
    Client client =
        new Client(
            Client.random().address(),
            SharedKeys.fromBytes(HandshakeVector.hex(vector.required("key").required("key"))));
    try (TestGateway fresh = new TestGateway()) {
      TestGateway.register(fresh.store, client);
      byte[] message = HandshakeVector.hex(vector.required("plaintext"));
      fresh.store.inboxes().append(client.address(), message, 0, message.length);
      try (RawWebSocket socket = login(fresh, client)) {
        assertThat(HexFormat.of().formatHex(socket.readUnconfirming().binary()))
            .isEqualTo(vector.required("frame").asText());
      }
    }
  }

  @Test
  void claim_isAlwaysGranted_andCredentialsAreRefusedWithoutAnEnd() {
    try (RawWebSocket socket = login(gateway, gateway.registeredClient())) {
      for (int i = 0; i < 3; i++) {
        socket.sendText("{\"type\":\"claimFreeTestnetBandwidth\"}");
        assertThat(socket.read().text())
            .isEqualTo(
                "{\"type\":\"bandwidth\",\"available_total\":68719476736,\"upgrade_mode\":false}");
      }
      for (String type : new String[] {"bandwidthCredential", "ecashCredential"}) {
        socket.sendText("{\"type\":\"" + type + "\",\"enc_credential\":[1],\"iv\":[2]}");
        assertThat(socket.read().text()).startsWith("{\"type\":\"error\"");
      }
      socket.sendText("hello");
      assertThat(socket.read().text()).startsWith("{\"type\":\"error\"");
      socket.expectNothingMore();
    }
  }

  @Test
  void authenticate_withNullForANumber_isAnsweredWithoutANumber() {
    Client client = gateway.registeredClient();
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(
          client.authenticateText().replace("{\"type\"", "{\"protocol_version\":null,\"type\""));
      assertThat(socket.read().text())
          .isEqualTo(
              "{\"type\":\"authenticate\",\"status\":true,"
                  + "\"bandwidth_remaining\":68719476736,\"upgrade_mode\":false}");
    }
  }

  @Test
  void client_thatUpgradesFrom09_keepsItsKeysAndItsInbox() {
    Client client = gateway.registeredClient();
    gateway.login(client).close();
    TestGateway.append(gateway.store, client, 7);
    try (RawWebSocket socket = login(gateway, client)) {
      assertThat(TestGateway.number(client.open(socket.readUnconfirming().binary()))).isEqualTo(7);
    }
  }

  private static RawWebSocket login(TestGateway gateway, Client client) {
    RawWebSocket socket = gateway.connect();
    socket.sendText(
        client.authenticateText().replace("{\"type\"", "{\"protocol_version\":1,\"type\""));
    assertThat(socket.readUnconfirming().text()).isEqualTo(AUTHENTICATED);
    return socket;
  }
}
