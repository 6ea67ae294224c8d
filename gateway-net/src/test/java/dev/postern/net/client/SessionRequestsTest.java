package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.nym09.HandshakeVector;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.testing.Vectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The reference's binary frames, sent over sockets to a gateway where their client is logged in.
 */
class SessionRequestsTest {
  private static final String FILE = "channel.json";

  private final Client account =
      new Client(
          DestinationAddress.read(new byte[32], 0),
          SharedKeys.fromBytes(HandshakeVector.hex(Vectors.file(FILE).required("shared_keys"))));

  @TestFactory
  Stream<DynamicTest> forward_isAnsweredAndForwarded() {
    return Stream.concat(
            Vectors.cases(FILE, "forward"), Vectors.cases(FILE, "forward_odd_but_accepted"))
        .map(vector -> dynamicTest(name(vector), () -> isForwarded(vector)));
  }

  private void isForwarded(JsonNode vector) {
    try (TestGateway gateway = gateway();
        RawWebSocket client = gateway.login(account)) {
      byte[] frame = RawWebSocket.frame(RawWebSocket.BINARY, wire(vector));
      client.send(frame);
      assertThat(client.read().text()).isEqualTo(vector.required("response").asText());
      boolean twice = vector.hasNonNull("second_response");
      if (twice) {
        client.send(frame);
        assertThat(client.read().text()).isEqualTo(vector.required("second_response").asText());
      }
      client.expectNothingMore();
      assertThat(gateway.forwarder.packets)
          .hasSize(twice ? 2 : 1)
          .allSatisfy(packet -> assertThat(plaintext(vector)).endsWith(packet));
    }
  }

  @TestFactory
  Stream<DynamicTest> malformed_isAnsweredAndNothingIsForwarded() {
    return Vectors.cases(FILE, "forward_malformed")
        .map(
            vector ->
                dynamicTest(
                    name(vector),
                    () -> {
                      try (TestGateway gateway = gateway();
                          RawWebSocket client = gateway.login(account)) {
                        client.send(RawWebSocket.frame(RawWebSocket.BINARY, wire(vector)));
                        assertThat(client.read().text())
                            .startsWith(
                                vector
                                    .path("response")
                                    .asText("{\"type\":\"error\",\"message\":\""));
                        client.expectNothingMore();
                        assertThat(gateway.forwarder.packets).isEmpty();
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> pushed_isTheReferencesFrame() {
    return Vectors.cases(FILE, "pushed")
        .map(
            vector ->
                dynamicTest(
                    vector.required("message_length").asText(),
                    () -> {
                      try (TestGateway gateway = gateway()) {
                        byte[] message = HandshakeVector.hex(vector.required("message"));
                        gateway
                            .store
                            .inboxes()
                            .append(account.address(), message, 0, message.length);
                        try (RawWebSocket client = gateway.login(account)) {
                          assertThat(client.readUnconfirming().binary()).isEqualTo(wire(vector));
                        }
                      }
                    }));
  }

  private TestGateway gateway() {
    TestGateway gateway = new TestGateway();
    TestGateway.register(gateway.store, account);
    return gateway;
  }

  private static String name(JsonNode vector) {
    return vector.required("name").asText();
  }

  private static byte[] wire(JsonNode vector) {
    return HandshakeVector.hex(vector.required("wire"));
  }

  private static String plaintext(JsonNode vector) {
    return vector.hasNonNull("plaintext")
        ? vector.required("plaintext").asText()
        : vector.required("packet").asText();
  }
}
