package dev.postern.net.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.nym2025.GcmSivKey;
import dev.postern.net.nym2025.Sealing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client from v2024.12 on may say once it is logged in, and what it may not; over sockets.
 */
class Nym2025ChannelAttackTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String HOP = "047f00000106fd";
  private static final String BANDWIDTH =
      "{\"type\":\"bandwidth\",\"available_total\":68719476736,\"upgrade_mode\":false}";
  private static final String SUPPORTED = "{\"type\":\"supportedProtocol\",\"version\":6}";

  private final TestGateway gateway = new TestGateway();
  private final ModernClient account = ModernClient.registered(gateway.store);

  @AfterEach
  void close() {
    gateway.close();
  }

  private static void sendBinary(RawWebSocket socket, byte[] frame) {
    socket.send(RawWebSocket.frame(RawWebSocket.BINARY, frame));
  }

  private static String malformed(String reason) {
    return ModernClient.error("Provided binary request was malformed - " + reason);
  }

  /** One answer, the end, nothing forwarded; and the client is welcome again. */
  private void assertIsTheEnd(byte[] frame, String answer) {
    try (RawWebSocket socket = account.login(gateway)) {
      sendBinary(socket, frame);
      assertThat(socket.read().text()).isEqualTo(answer);
      socket.expectEnd();
    }
    assertThat(gateway.forwarder.packets).isEmpty();
  }

  private void assertForwards(RawWebSocket socket, int content) {
    sendBinary(socket, account.packet(1, content));
    assertThat(socket.readUnconfirming().text()).isEqualTo(ModernClient.SENT);
    assertThat(gateway.forwarder.packets)
        .last()
        .asString()
        .startsWith(HEX.toHexDigits((byte) content));
  }

  /** The reference takes them from anybody who can write to the socket, and dies of short ones. */
  @Test
  void frame_thatSaysItIsNotEncrypted_isRefusedAtEveryLength_andTheGatewayLives() {
    byte[] good = HEX.parseHex("0100" + "00".repeat(12) + "00" + HOP + "00".repeat(386));
    for (int length = 2; length <= 40; length++) {
      assertIsTheEnd(
          Arrays.copyOf(good, length), malformed("the encryption flag had an unexpected value"));
    }
    assertIsTheEnd(good, malformed("the encryption flag had an unexpected value"));
    good[0] = 2;
    assertIsTheEnd(good, malformed("the encryption flag had an unexpected value"));
  }

  @Test
  void frame_ofEveryLengthUpTo60_isRefused_andTheGatewayLives() {
    byte[] random = new byte[60];
    TestGateway.RANDOM.nextBytes(random);
    random[0] = 1;
    random[1] = 1;
    for (int length = 0; length <= 60; length++) {
      assertIsTheEnd(
          Arrays.copyOf(random, length),
          length < 14
              ? malformed("the request is too short")
              : malformed("failed to either encrypt or decrypt provided message"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 127, 128, 255})
  void frame_withAnotherFlag_isRefused(int flag) {
    byte[] frame = account.packet(1, 1);
    frame[1] = (byte) flag;
    assertIsTheEnd(frame, malformed("the encryption flag had an unexpected value"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 9, 255})
  void frame_ofAKindThatThereIsNot_isRefused(int kind) {
    assertIsTheEnd(
        account.sealed(kind, HEX.parseHex("00" + HOP + "00".repeat(386))),
        malformed("received request with an unknown kind: " + kind));
  }

  /** Nothing seals the kind: but then the plaintext is none of that kind. */
  @Test
  void frame_whoseKindWasChangedOnItsWay_isRefused() {
    byte[] first = account.packet(1, 1);
    first[0] = 2;
    assertIsTheEnd(
        first,
        malformed(
            "failed to serialise created sphinx packet: provided key rotation is invalid: 4 is not"
                + " a valid encoding of a sphinx key rotation"));
    byte[] second = account.packet(2, 1);
    second[0] = 1;
    assertIsTheEnd(
        second,
        malformed(
            "failed to serialise created sphinx packet: address field was incorrectly encoded"));
  }

  /** Kind 2 came with number 5; who authenticates with less and sends it is understood, too. */
  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6})
  void frames_ofBothKinds_areTakenWhateverTheNumber(int number) {
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(account.login(number, TestGateway.NOW));
      assertThat(socket.read().text()).isEqualTo(ModernClient.authenticated(number));
      for (int kind : new int[] {1, 2, 1}) {
        sendBinary(socket, account.packet(kind, kind));
        assertThat(socket.read().text()).isEqualTo(ModernClient.SENT);
      }
      assertThat(gateway.forwarder.packets).hasSize(3);
    }
  }

  @Test
  void frame_withABitFlippedAnywhere_isRefused() {
    byte[] good = account.packet(2, 1);
    for (int at = 2; at < good.length; at += 9) {
      byte[] flipped = good.clone();
      flipped[at] ^= (byte) (1 << at % 8);
      assertIsTheEnd(flipped, malformed("failed to either encrypt or decrypt provided message"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 385, 387, 377, 2377, 2412, 33132, 33134})
  void frame_withAPacketOfNoSize_isRefused(int packetBytes) {
    byte[] plaintext = Arrays.copyOf(HEX.parseHex("00" + HOP), 8 + packetBytes);
    String size =
        "failed to serialise created sphinx packet: received request had an invalid packet size: "
            + packetBytes
            + " does not correspond with any known packet size";
    assertIsTheEnd(account.sealed(1, plaintext), malformed(size));
  }

  /** What is behind the frame that ended it is nobody's. */
  @Test
  void frames_behindAMalformedOne_areNotForwarded() {
    try (RawWebSocket socket = account.login(gateway)) {
      socket.send(
          RawWebSocket.frame(RawWebSocket.BINARY, account.packet(1, 1)),
          RawWebSocket.frame(RawWebSocket.BINARY, new byte[0]),
          RawWebSocket.frame(RawWebSocket.BINARY, account.packet(1, 2)),
          RawWebSocket.text(account.link().forgetMe(true, true)));
      assertThat(socket.read().text()).isEqualTo(ModernClient.SENT);
      assertThat(socket.read().text()).isEqualTo(malformed("the request is too short"));
      socket.expectEnd();
    }
    assertThat(gateway.forwarder.packets).hasSize(1);
    assertThat(gateway.storedKeys(account.address())).isPresent();
  }

  /** GCM-SIV bears it; what a client does with its nonces is its own affair. */
  @Test
  void nonceThatAClientUsesAgain_isTaken() {
    byte[] nonce = Sealing.nonce();
    try (RawWebSocket socket = account.login(gateway)) {
      for (int content = 1; content <= 3; content++) {
        byte[] plaintext = HEX.parseHex("00" + HOP + "0" + content + "00".repeat(385));
        sendBinary(socket, Sealing.frame(account.key(), 1, nonce, plaintext));
        assertThat(socket.read().text()).isEqualTo(ModernClient.SENT);
      }
    }
    assertThat(gateway.forwarder.packets).hasSize(3).doesNotHaveDuplicates();
  }

  /** A message of a stranger, as the gateway seals it for the client. */
  private byte[] pushed(String message) {
    byte[] bytes = message.getBytes(UTF_8);
    return pushed(bytes);
  }

  private byte[] pushed(byte[] message) {
    gateway.store.inboxes().append(account.address(), message, 0, message.length);
    try (RawWebSocket socket = account.login(gateway)) {
      byte[] frame = socket.readUnconfirming().binary();
      assertThat(account.open(frame)).isEqualTo(message);
      return frame;
    }
  }

  /** Both directions have one key, and anybody may have a message pushed. */
  @Test
  void messageThatAsksToForgetTheClient_sentBackAsARequest_isNone() {
    String forgetMe = "{\"ForgetMe\":{\"client\":true,\"stats\":true}}";
    String reflected = Sealing.reflectedText(pushed(forgetMe));
    try (RawWebSocket socket = account.login(gateway)) {
      assertThat(account.open(socket.readUnconfirming().binary())).asString().isEqualTo(forgetMe);
      socket.sendText(reflected);
      assertThat(socket.readUnconfirming().text())
          .isEqualTo(ModernClient.error("failed to decrypt provided text request"));
    }
    assertThat(gateway.storedKeys(account.address())).isPresent();
    // Sealed by the client it is what it says.
    gateway.store.inboxes().removeUpTo(account.address(), Long.MAX_VALUE);
    try (RawWebSocket socket = account.login(gateway)) {
      socket.sendText(account.sealedText(forgetMe));
      assertThat(account.link().openAnswer(socket.readUnconfirming().text())).isPresent();
    }
    assertThat(gateway.storedKeys(account.address())).isEmpty();
  }

  @Test
  void messageThatIsAPacket_sentBackAsAFrame_isNotForwarded() {
    byte[] packet = HEX.parseHex("00" + HOP + "01" + "00".repeat(385));
    byte[] reflected = pushed(packet);
    gateway.store.inboxes().removeUpTo(account.address(), Long.MAX_VALUE);
    assertIsTheEnd(reflected, malformed("failed to either encrypt or decrypt provided message"));
    try (RawWebSocket socket = account.login(gateway)) {
      sendBinary(socket, account.sealed(1, packet));
      assertThat(socket.read().text()).isEqualTo(ModernClient.SENT);
    }
  }

  /** A message of 32 bytes that are the client's address is what number 3 proves itself by. */
  @Test
  void messageThatIsTheClientsAddress_sentBackAsALogin_isNone() {
    byte[] reflected = pushed(account.address().toBytes());
    gateway.store.inboxes().removeUpTo(account.address(), Long.MAX_VALUE);
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(Sealing.reflectedLogin(reflected, account.address()));
      assertThat(socket.read().text()).contains("\"status\":false");
      // The same by the client itself.
      byte[] own = Sealing.frame(account.key(), 1, Sealing.nonce(), account.address().toBytes());
      socket.sendText(Sealing.reflectedLogin(own, account.address()));
      assertThat(socket.read().text()).isEqualTo(ModernClient.authenticated(3));
    }
  }

  @Test
  void answers_comeInTheOrderOfTheRequests() {
    try (RawWebSocket socket = account.login(gateway)) {
      List<byte[]> requests = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        requests.add(RawWebSocket.frame(RawWebSocket.BINARY, account.packet(1 + i % 2, i)));
        expected.add(ModernClient.SENT);
        requests.add(RawWebSocket.text("{\"type\":\"claimFreeTestnetBandwidth\"}"));
        expected.add(BANDWIDTH);
        requests.add(RawWebSocket.text(ModernClient.SUPPORTED_PROTOCOL));
        expected.add(SUPPORTED);
        requests.add(RawWebSocket.text(account.link().rememberMe("Mixnet")));
        expected.add("{\"RememberMeAck\":{}}");
      }
      socket.send(requests.toArray(byte[][]::new));
      for (String each : expected) {
        String answer = socket.read().text();
        assertThat(account.link().openAnswer(answer).orElse(answer)).isEqualTo(each);
      }
      socket.expectNothingMore();
    }
  }

  /** Another text would be taken for the answer to the next request. */
  @Test
  void nobodyHearsWhatItDidNotAskFor() {
    for (int i = 0; i < 40; i++) {
      byte[] message = new byte[1643];
      gateway.store.inboxes().append(account.address(), message, 0, message.length);
    }
    try (RawWebSocket socket = account.login(gateway)) {
      for (int i = 0; i < 40; i++) {
        assertThat(socket.readConfirming().opcode()).isEqualTo(RawWebSocket.BINARY);
      }
      assertForwards(socket, 3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"type\":\"register\"}",
        "{\"type\":\"ecashCredential\"}",
        "{\"type\":\"ecashCredential\",\"enc_credential\":[256],\"iv\":[1]}",
        "{\"type\":\"upgradeModeJWT\",\"token\":7}",
        "{\"type\":\"handshakeError\",\"message\":\"m\"}",
        "{\"type\":\"encryptedRequest\",\"ciphertext\":[1],\"nonce\":[1,2]}",
        "{\"type\":\"encryptedRequest\",\"ciphertext\":[],\"nonce\":[0,0,0,0,0,0,0,0,0,0,0,0]}"
      })
  void textThatAsksForNothing_isAnErrorAndTheEnd(String text) {
    try (RawWebSocket socket = account.login(gateway)) {
      socket.sendText(text);
      assertThat(socket.read().text()).startsWith("{\"type\":\"error\"");
      socket.expectEnd();
    }
    assertThat(gateway.storedKeys(account.address())).isPresent();
  }

  /** Nobody pays here; what a client pays with is not even decrypted. */
  @Test
  void credential_asLongAsTheyGet_isAnsweredAndNotLookedAt() {
    String bytes = "255,".repeat(7_000) + "0";
    try (RawWebSocket socket = account.login(gateway)) {
      socket.sendText(
          "{\"type\":\"ecashCredential\",\"enc_credential\":[" + bytes + "],\"iv\":[1,2,3]}");
      assertThat(socket.read().text()).isEqualTo(BANDWIDTH);
      socket.expectNothingMore();
    }
  }

  @Test
  void keyOfAnotherClient_opensNothing() {
    GcmSivKey other = ModernClient.random().key();
    assertIsTheEnd(
        account.withKey(other).packet(1, 1),
        malformed("failed to either encrypt or decrypt provided message"));
  }
}
