package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 6455 §4.2.1: which requests become a WebSocket. A line of a case that begins with a minus
 * takes the header of that name away, any other is put in its place, or is the request line.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpgradeConformanceTest {
  private static final String[] GOOD = {
    "GET / HTTP/1.1",
    "Host: gateway",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
  };

  private TestGateway gateway;

  @BeforeAll
  void listen() {
    gateway = new TestGateway();
  }

  @AfterAll
  void close() {
    gateway.close();
  }

  /** The good request but for one or more lines, which a bar divides. */
  private static byte[] request(String changes) {
    String[] lines = GOOD.clone();
    StringBuilder more = new StringBuilder();
    for (String change : changes.split("\\|", -1)) {
      int at = change.contains(" HTTP/") ? 0 : find(lines, change);
      if (at < 0 || change.startsWith("+")) {
        more.append(change.replaceFirst("^\\+", "")).append("\r\n");
      } else {
        lines[at] = change.startsWith("-") ? "" : change;
      }
    }
    StringBuilder request = new StringBuilder();
    for (String line : lines) {
      request.append(line.isEmpty() ? "" : line + "\r\n");
    }
    return RawWebSocket.concatenate(
        (request.toString() + more + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  private static int find(String[] lines, String change) {
    String name = change.replaceFirst("^-", "").replaceFirst(":.*", "").toLowerCase(Locale.ROOT);
    for (int i = 1; i < lines.length; i++) {
      if (lines[i].toLowerCase(Locale.ROOT).startsWith(name + ":")) {
        return i;
      }
    }
    return -1;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1",
        "GET /any/path?and=query HTTP/1.1",
        "GET http://gateway/ HTTP/1.1",
        "connection: upgrade",
        "CONNECTION: UPGRADE",
        "Connection: keep-alive, Upgrade",
        "Connection: Upgrade , keep-alive",
        "Connection: keep-alive|+Connection: Upgrade",
        "upgrade: WebSocket",
        "Upgrade: h2c, websocket",
        "SEC-WEBSOCKET-KEY: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Key:   dGhlIHNhbXBsZSBub25jZQ==  ",
        "Content-Length: 0",
        "Origin: https://elsewhere.example",
        "Sec-WebSocket-Protocol: a, b",
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, x-webkit",
        "Cookie: a=b",
        "-Host" // which server is meant hangs on nothing here
      })
  void goodRequest_isUpgraded(String changes) {
    try (RawWebSocket client = new RawWebSocket(gateway.address)) {
      client.send(request(changes));
      assertThat(client.readHttpHead().toLowerCase(Locale.ROOT))
          .startsWith("http/1.1 101 ")
          .contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=")
          .doesNotContain("sec-websocket-protocol")
          .doesNotContain("sec-websocket-extensions");
      client.expectNothingMore();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1",
        "HEAD / HTTP/1.1",
        "get / HTTP/1.1",
        "GET / HTTP/1.0",
        "GET / HTTP/2.0",
        "GET / HTTP/0.9",
        "-Connection",
        "Connection: close",
        "Connection: upgraded",
        "-Upgrade",
        "Upgrade: websockets",
        "Upgrade: h2c",
        "-Sec-WebSocket-Version",
        "Sec-WebSocket-Version: 0",
        "Sec-WebSocket-Version: 8",
        "Sec-WebSocket-Version: 12",
        "Sec-WebSocket-Version: 14",
        "Sec-WebSocket-Version: 013",
        "Sec-WebSocket-Version: 13, 8",
        "-Sec-WebSocket-Key",
        "Sec-WebSocket-Key: ",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQAA",
        "Sec-WebSocket-Key: !!!!IHNhbXBsZSBub25jZQ==",
        "+Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", // a second one
        "+Sec-WebSocket-Version: 8",
        "no header at all"
      })
  void badRequest_isAnswered400_withTheVersionThatWouldDo(String changes) {
    try (RawWebSocket client = new RawWebSocket(gateway.address)) {
      client.send(request(changes));
      assertThat(client.readHttpHead().toLowerCase(Locale.ROOT))
          .startsWith("http/1.1 400 ")
          .contains("sec-websocket-version: 13\r\n")
          .contains("connection: close\r\n");
      client.expectEnd();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\n\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
      })
  void requestWithABody_isAnswered400(String lengthAndBody) {
    try (RawWebSocket client = new RawWebSocket(gateway.address)) {
      byte[] good = request("GET / HTTP/1.1");
      client.send(Arrays.copyOf(good, good.length - 2), RawWebSocket.ascii(lengthAndBody));
      assertThat(client.readHttpHead()).startsWith("HTTP/1.1 400 ");
      client.expectEnd();
    }
  }

  /** What one read brings behind the request is WebSocket already. */
  @Test
  void framesBehindTheRequest_areFrames() {
    try (RawWebSocket client = new RawWebSocket(gateway.address)) {
      client.send(request("GET / HTTP/1.1"), RawWebSocket.frame(RawWebSocket.PING, new byte[] {1}));
      assertThat(client.readHttpHead()).startsWith("HTTP/1.1 101 ");
      assertThat(client.read()).hasToString("10:01");
    }
  }

  @Test
  void secondRequestBehindTheFirst_isNoFrame() {
    try (RawWebSocket client = new RawWebSocket(gateway.address)) {
      client.send(request("GET / HTTP/1.1"), request("GET / HTTP/1.1"));
      assertThat(client.readHttpHead()).startsWith("HTTP/1.1 101 ");
      assertThat(client.read().closeStatus()).isEqualTo(1002);
      client.expectEnd();
    }
  }

  @Test
  void requestBehindABadOne_getsNoAnswer() {
    try (RawWebSocket client = new RawWebSocket(gateway.address)) {
      client.send(request("-Upgrade"), request("GET / HTTP/1.1"));
      assertThat(client.readHttpHead()).startsWith("HTTP/1.1 400 ");
      client.expectEnd();
    }
  }
}
