package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.net.AdmissionLimits;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.nym09.BinaryMessageCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The listener from outside: HTTP, frames, and how connections end. */
class ClientServerTest {
  private static final String MALFORMED = "{\"type\":\"error\",\"message\":\"malformed request\"}";
  private static final byte[] NO_MASK = {};
  private static final byte[] MASK = {1, 2, 3, 4};

  private final TestGateway gateway = new TestGateway();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void upgrade_offersAreNotTakenUp() {
    try (RawWebSocket client = new RawWebSocket(gateway.address)) {
      client.send(RawWebSocket.UPGRADE);
      // The accept key of RFC 6455 §1.3.
      assertThat(client.readHttpHead().toLowerCase(Locale.ROOT))
          .contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=")
          .doesNotContain("sec-websocket-protocol")
          .doesNotContain("sec-websocket-extensions");
      client.expectNothingMore();
    }
  }

  @Test
  void framesInOneWriteWithTheUpgrade_areAnsweredAfterIt() {
    try (RawWebSocket client = new RawWebSocket(gateway.address)) {
      client.send(
          RawWebSocket.UPGRADE,
          RawWebSocket.text("one"),
          RawWebSocket.frame(RawWebSocket.BINARY, new byte[40]),
          RawWebSocket.text("two"));
      assertThat(client.readHttpHead()).startsWith("HTTP/1.1 101 ");
      assertThat(client.read().text()).isEqualTo(MALFORMED);
      assertThat(client.read().text()).contains("binary request without prior authentication");
      assertThat(client.read().text()).isEqualTo(MALFORMED);
      client.expectNothingMore();
    }
  }

  @Test
  void upgradeAndFramesByteByByte_areRead() {
    try (RawWebSocket client = new RawWebSocket(gateway.address)) {
      for (byte b : RawWebSocket.concatenate(RawWebSocket.UPGRADE, RawWebSocket.text("one"))) {
        client.send(new byte[] {b});
      }
      assertThat(client.readHttpHead()).startsWith("HTTP/1.1 101 ");
      assertThat(client.read().text()).isEqualTo(MALFORMED);
    }
  }

  @Test
  void loginAndPacketsInOneWriteWithTheUpgrade_areHandledInOrder() {
    Client account = gateway.registeredClient();
    try (RawWebSocket client = new RawWebSocket(gateway.address)) {
      client.send(
          RawWebSocket.UPGRADE,
          RawWebSocket.text(account.authenticateText()),
          RawWebSocket.text("late"),
          RawWebSocket.frame(RawWebSocket.BINARY, new byte[3]));
      assertThat(client.readHttpHead()).startsWith("HTTP/1.1 101 ");
      assertThat(client.read().text()).isEqualTo("{\"type\":\"authenticate\",\"status\":true}");
      assertThat(client.read().text()).contains("invalid request");
      assertThat(client.read().text()).contains("the request is too short");
      client.expectNothingMore();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version:"
            + " 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nContent-Length: 0\r\n\r\n",
        "GET / HTTP/1.0\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version:"
            + " 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        "GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version:"
            + " 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        "GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version:"
            + " 13\r\n\r\n",
        "GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version:"
            + " 13\r\nSec-WebSocket-Key: short\r\n\r\n",
        "GET / HTTP/1.1\r\nConnection: close\r\nUpgrade: websocket\r\nSec-WebSocket-Version:"
            + " 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        "GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version:"
            + " 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nContent-Length: 2\r\n\r\nhi",
        "what is this\r\n\r\n",
        "\u0016\u0003\u0001 a TLS hello looks like this\r\n\r\n"
      })
  void badUpgrade_isAnswered400AndClosed(String request) {
    try (RawWebSocket client = new RawWebSocket(gateway.address)) {
      client.send(request.getBytes(StandardCharsets.ISO_8859_1));
      assertThat(client.readHttpHead()).startsWith("HTTP/1.1 400 ");
      client.expectEnd();
    }
  }

  @Test
  void hugeHeaders_areAnswered400AndClosed() {
    try (RawWebSocket client = new RawWebSocket(gateway.address)) {
      client.send(RawWebSocket.ascii("GET / HTTP/1.1\r\nX: " + "x".repeat(100_000) + "\r\n\r\n"));
      assertThat(client.readHttpHead()).startsWith("HTTP/1.1 400 ");
      client.expectEnd();
    }
  }

  @Test
  void noUpgradeInTime_isClosed() {
    ClientOptions hasty = ClientOptions.defaults().withUpgradeTimeout(Duration.ofMillis(1));
    try (ClientServer server = serverWith(hasty);
        RawWebSocket client = new RawWebSocket(bind(server))) {
      client.expectEnd();
    }
  }

  @Test
  void connectionOverTheLimit_isClosed() {
    try (ClientServer server =
        serverWith(
            ClientOptions.defaults()
                .withAdmission(AdmissionLimits.defaults().withConnections(1, 1)))) {
      InetSocketAddress address = bind(server);
      try (RawWebSocket first = RawWebSocket.upgraded(address);
          RawWebSocket second = new RawWebSocket(address)) {
        second.expectEnd();
        first.expectNothingMore();
      }
    }
  }

  @Test
  void largestFrame_isTaken() {
    try (RawWebSocket client = gateway.login(gateway.registeredClient())) {
      client.send(
          RawWebSocket.frame(
              RawWebSocket.BINARY, new byte[BinaryMessageCodec.LONGEST_FRAME_BYTES]));
      assertThat(client.read().text()).contains("MAC");
    }
  }

  @Test
  void largerFrame_isClosedWith1009() {
    try (RawWebSocket client = gateway.connect()) {
      client.send(
          RawWebSocket.frame(
              RawWebSocket.BINARY, new byte[BinaryMessageCodec.LONGEST_FRAME_BYTES + 1]));
      assertThat(client.read().closeStatus()).isEqualTo(1009);
      client.expectEnd();
    }
  }

  @Test
  void largerMessageInFragments_isClosedWith1009() {
    byte[] third = new byte[BinaryMessageCodec.LONGEST_FRAME_BYTES / 3 + 1];
    try (RawWebSocket client = gateway.login(gateway.registeredClient())) {
      client.send(
          RawWebSocket.frame(RawWebSocket.BINARY, MASK, third),
          RawWebSocket.frame(RawWebSocket.CONTINUATION, MASK, third),
          RawWebSocket.frame(0x80 | RawWebSocket.CONTINUATION, MASK, third),
          RawWebSocket.text("more"));
      assertThat(client.read().closeStatus()).isEqualTo(1009);
      client.expectEnd();
    }
  }

  @Test
  void fragmentsWithAPingInBetween_areOneMessage() {
    Client account = gateway.registeredClient();
    byte[] text = account.authenticateText().getBytes(StandardCharsets.UTF_8);
    try (RawWebSocket client = gateway.connect()) {
      client.send(
          RawWebSocket.frame(RawWebSocket.TEXT, MASK, Arrays.copyOf(text, 9)),
          RawWebSocket.frame(RawWebSocket.CONTINUATION, MASK, new byte[0]),
          RawWebSocket.frame(RawWebSocket.PING, new byte[] {7}),
          RawWebSocket.frame(
              0x80 | RawWebSocket.CONTINUATION, MASK, Arrays.copyOfRange(text, 9, text.length)));
      assertThat(client.read()).hasToString("10:07");
      assertThat(client.read().text()).isEqualTo("{\"type\":\"authenticate\",\"status\":true}");
    }
  }

  @Test
  void textThatIsNoUtf8_isClosedWith1007() {
    try (RawWebSocket client = gateway.connect()) {
      client.send(RawWebSocket.frame(RawWebSocket.TEXT, new byte[] {'"', (byte) 0xc3, '"'}));
      assertThat(client.read().closeStatus()).isEqualTo(1007);
      client.expectEnd();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0xc1, 0x83, 0x8b, 0x80, 0x09})
  void frameAgainstTheProtocol_isClosedWith1002(int firstByte) {
    try (RawWebSocket client = gateway.connect()) {
      client.send(RawWebSocket.frame(firstByte, MASK, new byte[] {1, 2}));
      assertThat(client.read().closeStatus()).isEqualTo(1002);
      client.expectEnd();
    }
  }

  @Test
  void unmaskedFrame_isClosedWith1002() {
    try (RawWebSocket client = gateway.connect()) {
      client.send(RawWebSocket.frame(0x81, NO_MASK, new byte[] {1, 2}));
      assertThat(client.read().closeStatus()).isEqualTo(1002);
      client.expectEnd();
    }
  }

  /** The other side keeps its socket open, so only our farewell can have freed the place. */
  @Test
  void connectionThatWeClose_freesItsPlaceAtOnce() {
    Client account = gateway.registeredClient();
    try (RawWebSocket first = gateway.login(account)) {
      first.send(RawWebSocket.frame(0x81, NO_MASK, new byte[] {1, 2}));
      assertThat(first.read().closeStatus()).isEqualTo(1002);
      try (RawWebSocket second = gateway.login(account)) {
        second.expectNothingMore();
      }
    }
  }

  @Test
  void closeFrame_isEchoedAndTheConnectionEnds() {
    try (RawWebSocket client = gateway.connect()) {
      client.send(RawWebSocket.frame(RawWebSocket.CLOSE, new byte[] {0x03, (byte) 0xe8, 'b'}));
      RawWebSocket.Frame echo = client.read();
      assertThat(echo.closeStatus()).isEqualTo(1000);
      client.expectEnd();
    }
  }

  @Test
  void closeFrameWithoutStatus_isEchoed() {
    try (RawWebSocket client = gateway.connect()) {
      client.send(RawWebSocket.frame(RawWebSocket.CLOSE, new byte[0]));
      assertThat(client.read()).hasToString("8:");
      client.expectEnd();
    }
  }

  @Test
  void close_endsConnectionsWithoutACloseFrame() {
    CompletableFuture<Void> closed;
    try (RawWebSocket waiting = gateway.connect();
        RawWebSocket loggedIn = gateway.login(gateway.registeredClient())) {
      closed = CompletableFuture.runAsync(gateway.server::close);
      waiting.expectEnd();
      loggedIn.expectEnd();
    }
    closed.join();
    assertThat(gateway.online.count()).isZero();
  }

  /** Who closes behind our last words is read from until it has closed. */
  @Test
  void lastWords_dontStopTheReading() throws Exception {
    try (RawWebSocket client = gateway.connect()) {
      client.sendText(
          "{\"type\":\"registerHandshakeInitRequest\",\"protocol_version\":5,\"data\":[1]}");
      client.read();
      client.expectEnd();
      assertThat(gateway.server.readsFromAll()).isTrue();
    }
  }

  @Test
  void stopAccepting_leavesConnectionsOpen() {
    try (RawWebSocket client = gateway.connect()) {
      gateway.server.stopAccepting();
      client.expectNothingMore();
      assertThatThrownBy(() -> new RawWebSocket(gateway.address))
          .hasRootCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void bind_addressInUse_isAnIoException() {
    try (ClientServer second = serverWith(ClientOptions.defaults())) {
      assertThatThrownBy(() -> second.bind(gateway.address)).isInstanceOf(IOException.class);
    }
  }

  /** Somebody else's client, with a subprotocol, over what the JDK calls the wire. */
  @Test
  void jdkWebSocket_logsIn() throws Exception {
    Client account = gateway.registeredClient();
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:" + gateway.address.getPort() + "/"),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket webSocket, CharSequence data, boolean last) {
                    answer.complete(data.toString());
                    return CompletableFuture.completedFuture(null);
                  }
                })
            .get(1, TimeUnit.MINUTES);
    socket.sendText(account.authenticateText(), true).get(1, TimeUnit.MINUTES);
    assertThat(answer.get(1, TimeUnit.MINUTES))
        .isEqualTo("{\"type\":\"authenticate\",\"status\":true}");
    socket.abort();
  }

  private ClientServer serverWith(ClientOptions options) {
    return new ClientServer(
        gateway.eventLoops(),
        gateway.services,
        TestGateway.ENGINE,
        options,
        new SimpleMeterRegistry());
  }

  private InetSocketAddress bind(ClientServer server) {
    try {
      return server.bind(new InetSocketAddress(gateway.address.getAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
