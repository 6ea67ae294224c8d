package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.client.ClientMetrics.Closed;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.nym09.BinaryMessageCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may say, and what it may not, before login and after. */
class ChannelAttackTest {
  private static final String SENT = "{\"type\":\"send\",\"status\":true}";
  private static final String IPV4 = "04" + "01020304" + "06fd"; // without padding
  private static final String IPV6 = "06" + "20010db8000000000000000000000001" + "06fd";
  private static final int ACK_PACKET = 386;

  private final EmbeddedGateway gateway = new EmbeddedGateway(ClientOptions.defaults());
  private final Client account = gateway.registeredClient();

  private static String error(String text) {
    return "{\"type\":\"error\",\"message\":\"" + text + "\"}";
  }

  private static String malformed(String detail) {
    return error("provided mix packet was malformed - " + detail);
  }

  /** A frame with a right MAC around anything. */
  private byte[] sealed(byte[] plaintext) {
    ByteBuf frame =
        account.codec().seal(UnpooledByteBufAllocator.DEFAULT, ByteBuffer.wrap(plaintext));
    try {
      return RawWebSocket.frame(RawWebSocket.BINARY, ByteBufUtil.getBytes(frame));
    } finally {
      frame.release();
    }
  }

  private byte[] request(String head, int packetBytes) {
    byte[] start = HexFormat.of().parseHex(head);
    return sealed(RawWebSocket.concatenate(start, new byte[packetBytes]));
  }

  /** The connection is as it was: the next good packet goes its way. */
  private void assertForwardsStill(EmbeddedClient connection) {
    assertThat(gateway.forwarder.packets).isEmpty();
    connection.send(request("00" + IPV4, ACK_PACKET));
    assertThat(connection.receivedTexts()).containsExactly(SENT);
    assertThat(gateway.forwarder.packets).hasSize(1);
    connection.finish();
  }

  @Test
  void binaryBeforeLogin_isAnsweredAndForwardsNothing() {
    EmbeddedClient connection = gateway.connect();
    connection.send(request("00" + IPV4, ACK_PACKET));
    assertThat(connection.receivedTexts())
        .containsExactly(error("binary request without prior authentication"));
    connection.sendText(account.authenticateText());
    assertThat(connection.receivedTexts().get(0)).contains("true");
    assertForwardsStill(connection);
  }

  /** Behind a login that fails, in one write. */
  @Test
  void binaryBehindAFailedLogin_isBeforeLogin() {
    EmbeddedClient connection = gateway.connect();
    Client impostor = new Client(account.address(), Client.random().keys());
    connection.send(
        RawWebSocket.text(impostor.authenticateText()), request("00" + IPV4, ACK_PACKET));
    assertThat(connection.receivedTexts())
        .containsExactly(
            "{\"type\":\"authenticate\",\"status\":false}",
            error("binary request without prior authentication"));
    assertThat(gateway.forwarder.packets).isEmpty();
    connection.finish();
  }

  /** The frame that kills the reference. */
  @Test
  void emptyFrame_withARightMac_isAnswered() {
    EmbeddedClient connection = gateway.login(account);
    connection.send(sealed(new byte[0]));
    assertThat(connection.receivedTexts()).containsExactly(malformed("too few bytes provided"));
    assertForwardsStill(connection);
  }

  /** Random bytes, and beginnings of what is right. */
  @Test
  void frame_withARightMacAndEveryLengthUpTo64_isAnsweredAndForwardsNothing() {
    EmbeddedClient connection = gateway.login(account);
    for (int length = 0; length <= 64; length++) {
      byte[] random = new byte[length];
      TestGateway.RANDOM.nextBytes(random);
      for (byte[] plaintext :
          List.of(random, startOf("00" + IPV4, length), startOf("01" + IPV6, length))) {
        connection.send(sealed(plaintext));
        assertThat(connection.receivedTexts())
            .as("%s", HexFormat.of().formatHex(plaintext))
            .singleElement()
            .asString()
            .startsWith("{\"type\":\"error\",\"message\":\"provided mix packet was malformed - ");
      }
    }
    assertForwardsStill(connection);
  }

  private static byte[] startOf(String hex, int length) {
    return Arrays.copyOf(HexFormat.of().parseHex(hex), length);
  }

  @Test
  void frame_shorterThanAMac_isAnswered() {
    EmbeddedClient connection = gateway.login(account);
    for (int length = 0; length < 32; length++) {
      connection.send(RawWebSocket.frame(RawWebSocket.BINARY, new byte[length]));
      assertThat(connection.receivedTexts()).containsExactly(error("the request is too short"));
    }
    assertForwardsStill(connection);
  }

  @Test
  void frame_withAnyBitFlipped_isAnsweredAndForwardsNothing() {
    EmbeddedClient connection = gateway.login(account);
    byte[] good = request("00" + IPV4, ACK_PACKET);
    int content = good.length - (32 + 8 + ACK_PACKET);
    for (int at = content; at < good.length; at++) {
      byte[] flipped = good.clone();
      flipped[at] ^= (byte) (1 << at % 8);
      connection.send(flipped);
      assertThat(connection.receivedTexts()).containsExactly(error("provided MAC is invalid"));
    }
    assertForwardsStill(connection);
  }

  /** One's own messages come back: both directions have the same keys. */
  @Test
  void pushedFrame_sentBack_isNoPacket() {
    TestGateway.append(gateway.store, account, 1);
    EmbeddedClient connection = gateway.connect();
    connection.sendText(account.authenticateText());
    byte[] pushed = connection.receivedConfirming().get(1).binary();
    connection.send(RawWebSocket.frame(RawWebSocket.BINARY, pushed));
    assertThat(connection.receivedTexts()).singleElement().asString().contains("malformed");
    assertForwardsStill(connection);
  }

  @ParameterizedTest
  @ValueSource(strings = {"02", "03", "7f", "80", "ff"})
  void frame_withAWrongMode_isAnswered(String mode) {
    EmbeddedClient connection = gateway.login(account);
    connection.send(request(mode + IPV4, ACK_PACKET));
    assertThat(connection.receivedTexts())
        .containsExactly(malformed("provided packet mode is invalid"));
    assertForwardsStill(connection);
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "01", "03", "05", "07", "44", "ff"})
  void frame_withAWrongAddressType_isAnswered(String type) {
    EmbeddedClient connection = gateway.login(account);
    connection.send(request("00" + type + IPV4.substring(2), ACK_PACKET));
    assertThat(connection.receivedTexts())
        .containsExactly(malformed("address field was incorrectly encoded"));
    assertForwardsStill(connection);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 385, 387, 2412, 2414, 33132})
  void frame_withAWrongPacketSize_isAnswered(int packetBytes) {
    EmbeddedClient connection = gateway.login(account);
    connection.send(request("00" + IPV4, packetBytes));
    assertThat(connection.receivedTexts())
        .singleElement()
        .asString()
        .contains("received request had invalid size. (actual: " + packetBytes + ",");
    assertForwardsStill(connection);
  }

  @Test
  void textAfterLogin_isAnsweredWhateverItSays() {
    EmbeddedClient connection = gateway.login(account);
    for (String text :
        List.of("", "{}", account.authenticateText(), "{\"type\":\"handshakePayload\"}")) {
      connection.sendText(text);
      assertThat(connection.receivedTexts()).containsExactly(error("invalid request"));
    }
    assertThat(gateway.online.count()).isOne();
    assertForwardsStill(connection);
  }

  @Test
  void oversizeText_beforeLogin_isClosedWith1009() {
    EmbeddedClient connection = gateway.connect();
    connection.sendText("x".repeat(MessageAssembler.STRANGERS_BYTES));
    assertThat(connection.receivedTexts()).containsExactly(error("malformed request"));
    connection.sendText("x".repeat(MessageAssembler.STRANGERS_BYTES + 1));
    assertTooBig(connection);
  }

  @Test
  void oversizeText_afterLogin_isClosedWith1009() {
    EmbeddedClient connection = gateway.login(account);
    connection.sendText("x".repeat(BinaryMessageCodec.LONGEST_FRAME_BYTES));
    assertThat(connection.receivedTexts()).containsExactly(error("invalid request"));
    connection.sendText("x".repeat(BinaryMessageCodec.LONGEST_FRAME_BYTES + 1));
    assertTooBig(connection);
  }

  /** Of a stranger's long frame no second read is kept, though it would be within the limit. */
  @Test
  void longFrame_beforeLogin_isClosedWhileItComes() {
    EmbeddedClient connection = gateway.connect();
    byte[] frame = RawWebSocket.frame(RawWebSocket.BINARY, new byte[30_000]);
    connection.send(Arrays.copyOf(frame, 1000));
    assertThat(connection.received()).isEmpty();
    connection.send(Arrays.copyOfRange(frame, 1000, 2000));
    assertTooBig(connection);
  }

  private void assertTooBig(EmbeddedClient connection) {
    assertThat(connection.received())
        .singleElement()
        .satisfies(last -> assertThat(last.closeStatus()).isEqualTo(1009));
    assertThat(gateway.closed(Closed.TOO_BIG)).isOne();
    connection.finish();
  }
}
