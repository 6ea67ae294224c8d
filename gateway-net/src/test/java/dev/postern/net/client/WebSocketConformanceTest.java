package dev.postern.net.client;

import static dev.postern.net.client.RawWebSocket.BINARY;
import static dev.postern.net.client.RawWebSocket.CLOSE;
import static dev.postern.net.client.RawWebSocket.CONTINUATION;
import static dev.postern.net.client.RawWebSocket.PING;
import static dev.postern.net.client.RawWebSocket.PONG;
import static dev.postern.net.client.RawWebSocket.TEXT;
import static dev.postern.net.client.RawWebSocket.ascii;
import static dev.postern.net.client.RawWebSocket.concatenate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.postern.net.nym09.BinaryMessageCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * RFC 6455 from the server's side, case by case, over sockets: what the Autobahn suite asks of an
 * echo server, asked of one that answers each message before login with an error text. The numbers
 * in names are the RFC's sections.
 */
class WebSocketConformanceTest {
  private static final byte[] NO_MASK = {};
  private static final byte[] MASK = {(byte) 0xa5, 0x5a, 0x17, 0x71};
  private static final byte[] ZERO_MASK = new byte[4];
  private static final String TEXT_ANSWER = "malformed request";
  private static final String BINARY_ANSWER = "binary request without prior authentication";

  private final TestGateway gateway = new TestGateway();
  private final List<DynamicTest> cases = new ArrayList<>();

  @AfterEach
  void close() {
    gateway.close();
  }

  @TestFactory
  Stream<DynamicTest> lengths() {
    for (int length : new int[] {0, 1, 125, 126, 127, 128, 8191, 8192}) {
      taken("5.2 text of " + length, frame(TEXT, new byte[length]), TEXT_ANSWER);
      taken("5.2 binary of " + length, frame(BINARY, new byte[length]), BINARY_ANSWER);
    }
    closed("5.2 more than a stranger may", 1009, frame(BINARY, new byte[8193]));
    for (int length : new int[] {8193, 32_768, BinaryMessageCodec.LONGEST_FRAME_BYTES}) {
      afterLogin("5.2 binary of " + length, frame(BINARY, new byte[length]), "MAC");
    }
    for (int length : new int[] {BinaryMessageCodec.LONGEST_FRAME_BYTES + 1, 65_535, 65_536}) {
      afterLogin("5.2 binary of " + length, frame(BINARY, new byte[length]), 1009);
    }
    closed("5.2 length 2^63 - 1", 1009, head(0x82, 0xff, "7fffffffffffffff"), MASK);
    closed("5.2 length with its first bit", 1002, head(0x82, 0xff, "8000000000000000"), MASK);
    closed("5.2 125 in 16 bits", 1002, head(0x82, 0xfe, "007d"), MASK, new byte[125]);
    closed("5.2 0 in 16 bits", 1002, head(0x82, 0xfe, "0000"), MASK);
    closed("5.2 65535 in 64 bits", 1002, head(0x82, 0xff, "000000000000ffff"), MASK);
    return cases.stream();
  }

  @TestFactory
  Stream<DynamicTest> bitsAndOpcodes() {
    for (int bits : new int[] {0x40, 0x20, 0x10, 0x70}) {
      for (int opcode : new int[] {TEXT, BINARY, PING, CLOSE}) {
        closed(
            "5.2 reserved bits %x of opcode %d".formatted(bits, opcode),
            1002,
            RawWebSocket.frame(0x80 | bits | opcode, MASK, new byte[2]));
      }
    }
    for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
      closed("5.2 opcode " + opcode, 1002, frame(opcode, new byte[2]));
      closed("5.2 opcode " + opcode + ", empty", 1002, frame(opcode, new byte[0]));
    }
    for (int opcode : new int[] {TEXT, BINARY, PING, PONG, CLOSE}) {
      closed(
          "5.1 unmasked frame of opcode " + opcode,
          1002,
          RawWebSocket.frame(0x80 | opcode, NO_MASK, new byte[] {3, (byte) 0xe8}));
    }
    taken("5.3 mask of zeros", RawWebSocket.frame(0x81, ZERO_MASK, ascii("x")), TEXT_ANSWER);
    return cases.stream();
  }

  @TestFactory
  Stream<DynamicTest> controlFrames() {
    for (int length : new int[] {0, 1, 124, 125}) {
      byte[] payload = new byte[length];
      Arrays.fill(payload, (byte) 0xfe);
      add(
          "5.5.2 ping of " + length,
          socket -> {
            socket.send(frame(PING, payload));
            RawWebSocket.Frame pong = socket.read();
            assertThat(pong.opcode()).isEqualTo(PONG);
            assertThat(pong.payload()).isEqualTo(payload);
          });
      add(
          "5.5.3 unasked pong of " + length,
          socket -> {
            socket.send(frame(PONG, payload));
            socket.expectNothingMore();
          });
    }
    for (int opcode : new int[] {PING, PONG, CLOSE}) {
      closed("5.5 of 126 bytes: " + opcode, 1002, frame(opcode, new byte[126]));
      closed("5.5 fragmented: " + opcode, 1002, RawWebSocket.frame(opcode, MASK, new byte[2]));
    }
    add(
        "5.5.2 ten pings in one write",
        socket -> {
          for (int i = 0; i < 10; i++) {
            socket.send(frame(PING, new byte[] {(byte) i}));
          }
          for (int i = 0; i < 10; i++) {
            assertThat(socket.read().payload()).containsExactly(i);
          }
        });
    add(
        "5.5.2 ping byte by byte",
        socket -> {
          for (byte b : frame(PING, ascii("slow"))) {
            socket.send(new byte[] {b});
          }
          assertThat(socket.read().payload()).isEqualTo(ascii("slow"));
        });
    return cases.stream();
  }

  @TestFactory
  Stream<DynamicTest> fragments() {
    taken("5.4 three of a text", concatenate(first(TEXT, "a"), more("b"), last("c")), TEXT_ANSWER);
    taken("5.4 empty ones", concatenate(first(BINARY, ""), more(""), last("")), BINARY_ANSWER);
    add(
        "5.4 pings in between",
        socket -> {
          socket.send(
              first(TEXT, "a"), frame(PING, ascii("1")), more("b"), frame(PING, ascii("2")));
          socket.send(last("c"));
          assertThat(socket.read().payload()).isEqualTo(ascii("1"));
          assertThat(socket.read().payload()).isEqualTo(ascii("2"));
          assertThat(socket.read().text()).contains(TEXT_ANSWER);
        });
    add(
        "5.4 close in between",
        socket -> {
          socket.send(first(TEXT, "a"), frame(CLOSE, status(1000, "")));
          assertThat(socket.read().closeStatus()).isEqualTo(1000);
          socket.expectEnd();
        });
    closed("5.4 continuation of nothing", 1002, last("x"));
    closed("5.4 continuation of nothing, not the last", 1002, more("x"));
    closed("5.4 continuation behind a whole message", 1002, 1, frame(TEXT, ascii("a")), last("x"));
    closed("5.4 text between fragments", 1002, first(TEXT, "a"), frame(TEXT, ascii("b")));
    closed("5.4 binary between fragments", 1002, first(TEXT, "a"), frame(BINARY, ascii("b")));
    closed("5.4 a second start", 1002, first(BINARY, "a"), first(BINARY, "b"));
    taken(
        "5.4 64 fragments",
        concatenate(first(TEXT, ""), times(62, more("")), last("")),
        TEXT_ANSWER);
    closed("5.4 65 fragments", 1008, first(TEXT, ""), times(63, more("")), last(""));
    return cases.stream();
  }

  @TestFactory
  Stream<DynamicTest> utf8() {
    String[] valid = {
      "",
      "24",
      "c2a2",
      "e282ac",
      "f09f9880",
      "00",
      "7f",
      "c280",
      "dfbf",
      "e0a080",
      "ed9fbf",
      "ee8080",
      "efbfbd",
      "efbfbe",
      "efbfbf",
      "f0908080",
      "f48fbfbf",
    };
    for (String hex : valid) {
      byte[] text = HexFormat.of().parseHex(hex);
      taken("8.1 text " + hex, frame(TEXT, text), TEXT_ANSWER);
      if (text.length > 1) {
        byte[] start = RawWebSocket.frame(TEXT, MASK, Arrays.copyOf(text, 1));
        byte[] rest = frame(CONTINUATION, Arrays.copyOfRange(text, 1, text.length));
        taken("8.1 text " + hex + " in fragments", concatenate(start, rest), TEXT_ANSWER);
      }
    }
    String[] invalid = {
      "80",
      "bf",
      "c0af",
      "c1bf",
      "e080af",
      "e09fbf",
      "f08080af",
      "f08fbfbf",
      "f8888080af",
      "fe",
      "ff",
      "eda080",
      "edafbf",
      "edb080",
      "edbfbf",
      "eda080edb080",
      "f4908080",
      "f5808080",
      "c2",
      "e282",
      "f09f98",
      "c22a",
      "e2822a",
      "ceba80",
      "fc80808080af",
    };
    for (String hex : invalid) {
      byte[] text = HexFormat.of().parseHex(hex);
      closed("8.1 no text: " + hex, 1007, frame(TEXT, text));
      byte[] start = RawWebSocket.frame(TEXT, MASK, Arrays.copyOf(text, 1));
      byte[] rest = frame(CONTINUATION, Arrays.copyOfRange(text, 1, text.length));
      closed("8.1 no text, in fragments: " + hex, 1007, start, rest);
      taken("8.1 as binary: " + hex, frame(BINARY, text), BINARY_ANSWER);
    }
    return cases.stream();
  }

  @TestFactory
  Stream<DynamicTest> closes() {
    for (int status : new int[] {1000, 1001, 1002, 1003, 1007, 1011, 3000, 3999, 4000, 4999}) {
      echoed("7.4 status " + status, status(status, ""), status);
      echoed("7.4 status " + status + " with a reason", status(status, "é €"), status);
    }
    for (int status : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000}) {
      closed("7.4 status " + status, 1002, frame(CLOSE, status(status, "")));
    }
    closed("5.5.1 one byte", 1002, frame(CLOSE, new byte[] {3}));
    echoed("5.5.1 reason of 123 bytes", status(1000, "x".repeat(123)), 1000);
    closed(
        "5.5.1 reason that is no UTF-8",
        1007,
        frame(CLOSE, concatenate(status(1000, ""), new byte[] {(byte) 0xce, (byte) 0xff})));
    add(
        "5.5.1 nothing in it",
        socket -> {
          socket.send(frame(CLOSE, new byte[0]));
          assertThat(socket.read()).hasToString("8:");
          socket.expectEnd();
        });
    add(
        "5.5.1 frames behind a close are not looked at",
        socket -> {
          socket.send(
              frame(CLOSE, status(1000, "")), frame(PING, new byte[0]), frame(TEXT, ascii("x")));
          assertThat(socket.read().closeStatus()).isEqualTo(1000);
          socket.expectEnd();
        });
    return cases.stream();
  }

  @TestFactory
  Stream<DynamicTest> upgrades() {
    String host = "Host: g\r\n";
    String upgrade = "Upgrade: websocket\r\n";
    String connection = "Connection: Upgrade\r\n";
    String version = "Sec-WebSocket-Version: 13\r\n";
    String key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    String all = host + upgrade + connection + version + key;
    String get = "GET / HTTP/1.1\r\n";
    upgraded("plain", get + all);
    upgraded(
        "headers in lower case",
        get
            + all.toLowerCase(Locale.ROOT)
                .replace("dghlihnhbxbszsbub25jzq==", "dGhlIHNhbXBsZSBub25jZQ=="));
    upgraded(
        "headers in upper case",
        get
            + host
            + upgrade.toUpperCase(Locale.ROOT)
            + connection.toUpperCase(Locale.ROOT)
            + version
            + key);
    upgraded(
        "several tokens",
        get
            + host
            + key
            + version
            + "Connection: keep-alive, Upgrade\r\nUpgrade: h2c, websocket\r\n");
    upgraded(
        "tokens in headers of their own",
        get + host + key + version + upgrade + "Connection: keep-alive\r\nConnection: upgrade\r\n");
    upgraded(
        "no space and much space",
        get + host + key + version + "Connection:Upgrade\r\nUpgrade: \t websocket  \r\n");
    upgraded(
        "with origin, subprotocol and extension",
        get
            + all
            + "Origin: http://x\r\nSec-WebSocket-Protocol: a, b\r\n"
            + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n");
    upgraded("any path and query", "GET /a/b?c=%20 HTTP/1.1\r\n" + all);
    upgraded("absolute form", "GET ws://g/ HTTP/1.1\r\n" + all);
    upgraded("empty line before it", "\r\n" + get + all);
    upgraded("no Host, as the reference", get + upgrade + connection + version + key);
    upgraded("empty body", get + all + "Content-Length: 0\r\n");
    refused("POST", "POST / HTTP/1.1\r\n" + all);
    refused("get", "get / HTTP/1.1\r\n" + all);
    refused("HTTP/1.0", "GET / HTTP/1.0\r\n" + all);
    refused("HTTP/2.0", "GET / HTTP/2.0\r\n" + all);
    refused("two Hosts", get + all + host);
    refused("no Upgrade", get + host + connection + version + key);
    refused("no Connection", get + host + upgrade + version + key);
    refused("no version", get + host + upgrade + connection + key);
    refused("version 8", get + all.replace("13", "8"));
    refused("version 14", get + all.replace("13", "14"));
    refused("no key", get + host + upgrade + connection + version);
    refused(
        "key of 15 bytes", get + all.replace("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25j"));
    refused("key of 17 bytes", get + all.replace("ZQ==", "ZWU="));
    refused("key that is not base64", get + all.replace("dGhl", "!!!!"));
    refused("two keys", get + all + key);
    refused("other Upgrade", get + all.replace("websocket", "h2c"));
    refused("other Connection", get + all.replace("Connection: Upgrade", "Connection: close"));
    refused("body", get + all + "Content-Length: 2\r\n\r\nhi");
    refused("chunked body", get + all + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n");
    refused("two lengths", get + all + "Content-Length: 0\r\nContent-Length: 1\r\n");
    refused("header without a colon", get + all + "nonsense\r\n");
    refused("no HTTP", "\u0001\u0002\u0003\u0004\r\n");
    cases.add(
        dynamicTest(
            "4.2 frames behind the request",
            () -> {
              try (RawWebSocket socket = new RawWebSocket(gateway.address)) {
                socket.send(
                    ascii(get + all + "\r\n"), frame(TEXT, ascii("x")), frame(PING, ascii("y")));
                assertThat(socket.readHttpHead()).startsWith("HTTP/1.1 101 ");
                assertThat(socket.read().text()).contains(TEXT_ANSWER);
                assertThat(socket.read().payload()).isEqualTo(ascii("y"));
              }
            }));
    return cases.stream();
  }

  private interface Case {
    void run(RawWebSocket socket);
  }

  private void add(String name, Case body) {
    cases.add(
        dynamicTest(
            name,
            () -> {
              try (RawWebSocket socket = gateway.connect()) {
                body.run(socket);
              }
            }));
  }

  /** Is answered, and the connection stays. */
  private void taken(String name, byte[] bytes, String answer) {
    add(
        name,
        socket -> {
          socket.send(bytes);
          assertThat(socket.read().text()).contains(answer);
          socket.expectNothingMore();
        });
  }

  private void closed(String name, int status, byte[]... bytes) {
    closed(name, status, 0, bytes);
  }

  /** Is closed with that status, after so many answers. */
  private void closed(String name, int status, int answers, byte[]... bytes) {
    add(
        name,
        socket -> {
          socket.send(bytes);
          for (int i = 0; i < answers; i++) {
            assertThat(socket.read().opcode()).isEqualTo(TEXT);
          }
          assertThat(socket.read().closeStatus()).isEqualTo(status);
          socket.expectEnd();
        });
  }

  private void echoed(String name, byte[] payload, int status) {
    add(
        name,
        socket -> {
          socket.send(frame(CLOSE, payload));
          assertThat(socket.read().closeStatus()).isEqualTo(status);
          socket.expectEnd();
        });
  }

  private void afterLogin(String name, byte[] bytes, Object outcome) {
    cases.add(
        dynamicTest(
            name,
            () -> {
              try (RawWebSocket socket = gateway.login(gateway.registeredClient())) {
                socket.send(bytes);
                if (outcome instanceof Integer status) {
                  assertThat(socket.read().closeStatus()).isEqualTo(status);
                } else {
                  assertThat(socket.read().text()).contains((String) outcome);
                  socket.expectNothingMore();
                }
              }
            }));
  }

  private void upgraded(String name, String request) {
    cases.add(
        dynamicTest(
            "4.2 upgrade: " + name,
            () -> {
              try (RawWebSocket socket = new RawWebSocket(gateway.address)) {
                socket.send(ascii(request + "\r\n"));
                assertThat(socket.readHttpHead())
                    .startsWith("HTTP/1.1 101 ")
                    .containsIgnoringCase("\r\nconnection: upgrade\r\n")
                    .containsIgnoringCase("\r\nupgrade: websocket\r\n")
                    .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                    .doesNotContainIgnoringCase("extensions")
                    .doesNotContainIgnoringCase("protocol:");
                socket.expectNothingMore();
              }
            }));
  }

  private void refused(String name, String request) {
    cases.add(
        dynamicTest(
            "4.2 no upgrade: " + name,
            () -> {
              try (RawWebSocket socket = new RawWebSocket(gateway.address)) {
                socket.send((request + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                assertThat(socket.readHttpHead())
                    .startsWith("HTTP/1.1 400 ")
                    .containsIgnoringCase("sec-websocket-version: 13");
                socket.expectEnd();
              }
            }));
  }

  private static byte[] frame(int opcode, byte[] payload) {
    return RawWebSocket.frame(opcode, payload);
  }

  private static byte[] first(int opcode, String payload) {
    return RawWebSocket.frame(opcode, MASK, ascii(payload));
  }

  private static byte[] more(String payload) {
    return RawWebSocket.frame(CONTINUATION, MASK, ascii(payload));
  }

  private static byte[] last(String payload) {
    return frame(CONTINUATION, ascii(payload));
  }

  private static byte[] times(int number, byte[] frame) {
    byte[][] frames = new byte[number][];
    Arrays.fill(frames, frame);
    return concatenate(frames);
  }

  private static byte[] head(int first, int second, String length) {
    return concatenate(new byte[] {(byte) first, (byte) second}, HexFormat.of().parseHex(length));
  }

  private static byte[] status(int status, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + text.length).putShort((short) status).put(text).array();
  }
}
