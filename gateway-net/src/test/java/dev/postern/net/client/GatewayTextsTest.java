package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.net.nym2025.ModernVector;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a running gateway of the reference answered, asked of ours over loopback sockets. The
 * reference's texts but for these, each of which is a decision:
 *
 * <ul>
 *   <li>an error is said once, and its connection ends; the reference says some of them twice, and
 *       leaves the connection open where its client hears nothing more
 *   <li>bandwidth is always the same
 *   <li>what a parser has to say of a text is left out
 *   <li>who says nothing of this generation is answered as the oldest one, which may be it
 * </ul>
 */
class GatewayTextsTest {
  private static final HexFormat HEX = HexFormat.of();

  /** Where ours differs on purpose, and how. */
  private static final Map<String, List<String>> OTHERWISE =
      Map.ofEntries(
          // Nothing was said that only later clients say: the answer is that of 0.9.
          Map.entry("unreadable text", List.of(error("malformed request"))),
          Map.entry("unknown type", List.of(error("malformed request"))),
          Map.entry("claim before authentication", List.of(error("malformed request"))),
          Map.entry(
              "binary before authentication",
              List.of(error("binary request without prior authentication"))),
          // Older clients are served.
          Map.entry("authenticate (v1)", List.of(error("malformed destination address"))),
          // The bandwidth that a claim adds to is always the same.
          Map.entry("claim again", List.of(bandwidth())),
          Map.entry("packet without bandwidth", List.of(ModernClient.SENT)),
          Map.entry("packet of 386, kind 1", List.of(ModernClient.SENT)),
          Map.entry("packet of 386, kind 2 rotation 1", List.of(ModernClient.SENT)),
          // What pays for bandwidth is not looked at.
          Map.entry("ecashCredential, garbage", List.of(bandwidth())),
          Map.entry("upgradeModeJWT, garbage", List.of(bandwidth())),
          Map.entry("unreadable text after registration", List.of(unreadable())),
          Map.entry("unknown type after registration", List.of(unreadable())),
          // Anybody who can write to the socket can make such a frame.
          Map.entry("plaintext flag, good packet", List.of(unencrypted())),
          Map.entry("2-byte frame with flag 0", List.of(unencrypted())),
          // The newer signed connection replaces the old one.
          Map.entry(
              "authenticateV2 while the old connection answers pings",
              List.of(ModernClient.authenticated(6))),
          // Whoever registers has to prove its identity before it hears who is connected.
          Map.entry(
              "second registration while connected",
              List.of(
                  "{\"type\":\"handshakeError\",\"message\":\"There is already an open connection"
                      + " to this client\"}",
                  error("There is already an open connection to this client"))),
          // Another signature of the same second counts.
          Map.entry("authenticateV2, same second", List.of(ModernClient.authenticated(6))),
          // Its connection has ended.
          Map.entry("packet after ForgetMe", List.of()));

  private static final Set<String> WITHOUT_ACCOUNT =
      Set.of(
          "supportedProtocol",
          "supportedProtocol twice",
          "unreadable text",
          "unknown type",
          "claim before authentication",
          "binary before authentication",
          "authenticate (v1)",
          "init of 3",
          "init identity no point",
          "supportedProtocol, then unreadable",
          "authenticateV2 with a missing field");

  private static final Set<String> AS_TEXT_AFTER_LOGIN =
      Set.of(
          "claim",
          "claim again",
          "supportedProtocol after registration",
          "unreadable text after registration",
          "unknown type after registration",
          "registration again on the same connection",
          "authenticateV2 on the same connection",
          "bandwidthCredential",
          "ecashCredential, garbage",
          "upgradeModeJWT, garbage");

  /** Frames under a key that only the reference knew, made again under ours. */
  private static final Map<String, Function<ModernClient, byte[]>> FRAMES =
      Map.of(
          "packet without bandwidth", client -> client.packet(1, 7),
          "packet of 386, kind 1", client -> client.packet(1, 7),
          "packet of 386, kind 2 rotation 1", client -> client.packet(2, 7),
          "frame with a wrong tag", client -> withLastByte(client.packet(1, 7)),
          "frame of kind 9", client -> withKind(client.packet(1, 7), 9),
          "frame with a packet of 385",
              client -> client.sealed(1, HEX.parseHex("000406fd7f000001" + "00".repeat(385))),
          "plaintext flag, good packet",
              client ->
                  HEX.parseHex("0100" + "00".repeat(12) + "000406fd7f000001" + "00".repeat(386)),
          "2-byte frame with flag 0", client -> HEX.parseHex("0100"));

  private static final Map<String, Function<ModernClient, String>> SEALED_TEXTS =
      Map.of(
          "encryptedRequest RememberMe", client -> client.link().rememberMe("Mixnet"),
          "encryptedRequest unknown", client -> client.sealedText("{\"Unknown\":{}}"),
          "ForgetMe client", client -> client.link().forgetMe(true, true));

  private static final Instant NOW = TestGateway.NOW;

  private static final Map<String, Function<ModernClient, String>> SIGNED_LOGINS =
      Map.ofEntries(
          Map.entry("authenticateV2", ModernClient::login),
          Map.entry("authenticateV2, same second", ModernClient::login),
          Map.entry("authenticateV2, older", client -> client.login(6, NOW.minusSeconds(1))),
          Map.entry("authenticateV2, number 3", client -> client.login(3, NOW)),
          Map.entry("authenticateV2, number 4", client -> client.login(4, NOW)),
          Map.entry("authenticateV2, number 5", client -> client.login(5, NOW)),
          Map.entry("authenticateV2, number 7", client -> client.login(7, NOW)),
          Map.entry(
              "authenticateV2, timestamp too old",
              client -> client.login(6, NOW.minusSeconds(127))),
          Map.entry(
              "authenticateV2, timestamp too far ahead",
              client -> client.login(6, NOW.plusSeconds(126))),
          Map.entry(
              "authenticateV2, signature bit",
              client -> client.login().replaceFirst("Signature\":\\[\\d+,", "Signature\":[7,")),
          Map.entry(
              "authenticateV2, wrong key",
              client -> client.withKey(ModernClient.random().key()).login()),
          Map.entry("authenticateV2, not registered", client -> ModernClient.random().login()));

  private static final Set<String> ELSEWHERE =
      Set.of(
          "legacy init of 64", // legacyInit_isTheFirstMessageOfAnOlderClient
          "ping before the first text", // ping_beforeTheFirstText_isAnswered
          "second registration while connected",
          "authenticateV2 while the old connection answers pings",
          "packet after ForgetMe",
          "authenticateV2 after ForgetMe",
          "is the gateway process alive after it"); // every test of frames asks so

  private static Stream<JsonNode> cases() {
    return ModernVector.of("gateway-texts.json").map(ModernVector::json);
  }

  private static String name(JsonNode vector) {
    return vector.required("name").asText();
  }

  @TestFactory
  Stream<DynamicTest> withoutAnAccount_isAnsweredLikeByTheReference() {
    return tests(
        WITHOUT_ACCOUNT,
        (vector, gateway, client) -> {
          try (RawWebSocket socket = gateway.connect()) {
            vector.required("sent").forEach(sent -> send(socket, sent));
            assertAnswers(vector, socket);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> textAfterLogin_isAnsweredLikeByTheReference() {
    return tests(
        AS_TEXT_AFTER_LOGIN,
        (vector, gateway, client) -> {
          try (RawWebSocket socket = client.login(gateway)) {
            vector.required("sent").forEach(sent -> send(socket, sent));
            assertAnswers(vector, socket);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> frameAfterLogin_isAnsweredLikeByTheReference() {
    return tests(
        FRAMES.keySet(),
        (vector, gateway, client) -> {
          try (RawWebSocket socket = client.login(gateway)) {
            byte[] frame = FRAMES.get(name(vector)).apply(client);
            socket.send(RawWebSocket.frame(RawWebSocket.BINARY, frame));
            assertAnswers(vector, socket);
          }
          try (RawWebSocket alive = client.login(gateway)) {
            alive.expectNothingMore();
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> encryptedRequest_isAnsweredLikeByTheReference() {
    return tests(
        SEALED_TEXTS.keySet(),
        (vector, gateway, client) -> {
          try (RawWebSocket socket = client.login(gateway)) {
            socket.sendText(SEALED_TEXTS.get(name(vector)).apply(client));
            String answer = socket.read().text();
            String theirs = vector.required("got").required(0).required("text").asText();
            if (theirs.contains("encryptedResponse")) {
              assertThat(client.link().openAnswer(answer)).isPresent();
            } else {
              assertThat(answer).isEqualTo(theirs);
              socket.expectEnd();
            }
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> signedLogin_isAnsweredLikeByTheReference() {
    return tests(
        SIGNED_LOGINS.keySet(),
        (vector, gateway, client) -> {
          if (Set.of("authenticateV2, older", "authenticateV2, same second")
              .contains(name(vector))) {
            client.login(gateway).close();
          }
          try (RawWebSocket socket = gateway.connect()) {
            socket.sendText(SIGNED_LOGINS.get(name(vector)).apply(client));
            assertAnswers(vector, socket);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> registration_proposingANumber_isAnsweredWithIt() {
    return cases()
        .filter(vector -> name(vector).startsWith("registration proposing "))
        .filter(vector -> number(vector) >= 3) // the others go to the generations before
        .map(
            vector ->
                dynamicTest(
                    name(vector),
                    () -> {
                      try (TestGateway gateway = new TestGateway();
                          RawWebSocket socket = gateway.connect()) {
                        ModernClient.register(
                            socket,
                            gateway.identity.publicKey(),
                            IdentityPrivateKey.generate(TestGateway.RANDOM),
                            number(vector));
                        assertThat(vector.required("got").toString())
                            .contains(
                                ModernClient.registered(number(vector)).replace("\"", "\\\""));
                        socket.expectNothingMore();
                      }
                    }));
  }

  private static int number(JsonNode vector) {
    return Integer.parseInt(name(vector).replaceAll("\\D+", ""));
  }

  /** The reference dropped support of it, and with it of all older clients. */
  @Test
  void legacyInit_isTheFirstMessageOfAnOlderClient() {
    JsonNode vector =
        cases().filter(each -> name(each).equals("legacy init of 64")).findFirst().orElseThrow();
    try (TestGateway gateway = new TestGateway();
        RawWebSocket socket = gateway.connect()) {
      send(socket, vector.required("sent").required(0));
      assertThat(socket.read().text())
          .startsWith("{\"type\":\"handshakePayload\",\"protocol_version\":1,\"data\":[");
    }
    try (TestGateway gateway = new TestGateway();
        RawWebSocket socket = gateway.connect()) {
      socket.sendText(ModernClient.SUPPORTED_PROTOCOL);
      socket.read();
      send(socket, vector.required("sent").required(0));
      assertAnswers(vector, socket);
    }
  }

  /** The reference drops a client that chooses its gateway by latency. */
  @Test
  void ping_beforeTheFirstText_isAnswered() {
    try (TestGateway gateway = new TestGateway();
        RawWebSocket socket = gateway.connect()) {
      for (int i = 0; i < 3; i++) {
        socket.expectNothingMore();
      }
      socket.sendText(ModernClient.SUPPORTED_PROTOCOL);
      assertThat(socket.read().text()).isEqualTo("{\"type\":\"supportedProtocol\",\"version\":6}");
    }
  }

  @Test
  void cases_areAllTestedHere() {
    List<String> untested = new ArrayList<>(cases().map(GatewayTextsTest::name).toList());
    assertThat(untested).hasSize(56);
    for (Set<String> tested :
        List.of(
            WITHOUT_ACCOUNT,
            AS_TEXT_AFTER_LOGIN,
            FRAMES.keySet(),
            SEALED_TEXTS.keySet(),
            SIGNED_LOGINS.keySet(),
            ELSEWHERE)) {
      assertThat(untested).containsAll(tested);
      untested.removeAll(tested);
    }
    assertThat(untested).allMatch(name -> name.startsWith("registration proposing "));
  }

  private interface Check {
    void run(JsonNode vector, TestGateway gateway, ModernClient client);
  }

  private static Stream<DynamicTest> tests(Set<String> names, Check check) {
    return cases()
        .filter(vector -> names.contains(name(vector)))
        .map(
            vector ->
                dynamicTest(
                    name(vector),
                    () -> {
                      try (TestGateway gateway = new TestGateway()) {
                        check.run(vector, gateway, ModernClient.registered(gateway.store));
                      }
                    }));
  }

  private static void send(RawWebSocket socket, JsonNode sent) {
    if (sent.isTextual()) {
      socket.sendText(sent.asText());
    } else {
      socket.send(
          RawWebSocket.frame(RawWebSocket.BINARY, HEX.parseHex(sent.required("binary").asText())));
    }
  }

  /** Each text once, and the end behind an error of this generation. */
  private static void assertAnswers(JsonNode vector, RawWebSocket socket) {
    List<String> expected = OTHERWISE.getOrDefault(name(vector), theirs(vector));
    for (String text : expected) {
      String answer = socket.read().text();
      assertThat(timeless(answer)).isEqualTo(timeless(text));
    }
    String last = expected.get(expected.size() - 1);
    boolean isOldest =
        last.equals(error("malformed request"))
            || last.contains("destination address")
            || last.contains("binary request without");
    if (last.contains("\"error\"") && !isOldest) {
      socket.expectEnd();
    } else {
      socket.expectNothingMore();
    }
  }

  private static List<String> theirs(JsonNode vector) {
    List<String> texts = new ArrayList<>();
    for (JsonNode got : vector.required("got")) {
      String text = got.path("text").asText();
      if (!text.isEmpty() && !(texts.contains(text) && text.contains("\"error\""))) {
        texts.add(
            text.replaceAll(
                "\"(bandwidth_remaining|available_total)\":\\d+", "\"$1\":68719476736"));
      }
    }
    return texts;
  }

  /** The test's clock stands still in another year. */
  private static String timeless(String text) {
    return text.replaceAll(
        "\\d{4}-\\d\\d-\\d\\d \\d{1,2}:\\d\\d:\\d\\d\\.\\d+ \\+00:00:00", "then");
  }

  private static byte[] withLastByte(byte[] frame) {
    frame[frame.length - 1] ^= 1;
    return frame;
  }

  private static byte[] withKind(byte[] frame, int kind) {
    frame[0] = (byte) kind;
    return frame;
  }

  private static String error(String message) {
    return ModernClient.error(message);
  }

  private static String bandwidth() {
    return "{\"type\":\"bandwidth\",\"available_total\":68719476736,\"upgrade_mode\":false}";
  }

  private static String unreadable() {
    return error("Provided text request was malformed - it is none of the requests that there are");
  }

  private static String unencrypted() {
    return error(
        "Provided binary request was malformed - the encryption flag had an unexpected value");
  }
}
