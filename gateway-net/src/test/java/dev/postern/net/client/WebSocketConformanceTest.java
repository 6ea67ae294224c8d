package dev.postern.net.client;

import static dev.postern.net.client.RawWebSocket.BINARY;
import static dev.postern.net.client.RawWebSocket.CLOSE;
import static dev.postern.net.client.RawWebSocket.CONTINUATION;
import static dev.postern.net.client.RawWebSocket.PING;
import static dev.postern.net.client.RawWebSocket.PONG;
import static dev.postern.net.client.RawWebSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * RFC 6455 as a table: what a client sends, and what comes back, over a socket. After each case a
 * ping asks whether the connection still stands. Messages that are whole get an error as an answer,
 * since none of them asks for anything; so the cases are the same before and after login.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSocketConformanceTest {
  private static final int FIN = 0x80;
  private static final byte[] MASK = {(byte) 0xde, 0x1a, 0x55, (byte) 0x80};
  private static final byte[] NO_MASK = {};
  private static final byte[] STILL_THERE = RawWebSocket.ascii("still there?");
  private static final String ANSWER = "answer";
  private static final String VIOLATION = "close 1002";
  private static final String NO_TEXT = "close 1007";
  private static final String TOO_BIG = "close 1009";

  private TestGateway gateway;

  /**
   * One line of the table.
   *
   * @param expected what comes back, in order; if that ends in a close the connection ends
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Case(String name, byte[] sent, List<String> expected) {
    static Case of(String name, byte[] sent, String... expected) {
      return new Case(name, sent, List.of(expected));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  void listen() {
    gateway = new TestGateway();
  }

  @AfterAll
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @MethodSource({
    "lengths",
    "strangersLengths",
    "heads",
    "controlFrames",
    "fragments",
    "masks",
    "texts",
    "closeCodes",
    "closes"
  })
  void beforeLogin(Case line) {
    check(gateway.connect(), line);
  }

  @ParameterizedTest
  @MethodSource({
    "lengths",
    "longLengths",
    "heads",
    "controlFrames",
    "fragments",
    "masks",
    "texts",
    "closeCodes",
    "closes"
  })
  void afterLogin(Case line) {
    check(gateway.login(gateway.registeredClient()), line);
  }

  private static void check(RawWebSocket client, Case line) {
    try (client) {
      client.send(line.sent(), RawWebSocket.frame(PING, STILL_THERE));
      List<String> came = new ArrayList<>();
      while (true) {
        RawWebSocket.Frame frame = client.read();
        if (frame.opcode() == PONG && Arrays.equals(frame.payload(), STILL_THERE)) {
          break;
        }
        came.add(describe(frame));
        if (frame.opcode() == CLOSE) {
          client.expectEnd();
          break;
        }
      }
      assertThat(came).isEqualTo(line.expected());
    }
  }

  private static String describe(RawWebSocket.Frame frame) {
    return switch (frame.opcode()) {
      case TEXT -> frame.text().startsWith("{\"type\":\"error\"") ? ANSWER : frame.text();
      case PONG -> "pong of " + frame.payload().length;
      case CLOSE -> frame.payload().length == 0 ? "close" : "close " + frame.closeStatus();
      default -> frame.toString();
    };
  }

  static List<Case> lengths() {
    List<Case> cases = new ArrayList<>();
    for (int length : new int[] {0, 1, 125, 126, 127, 128, 8192}) {
      cases.add(Case.of("binary of " + length, message(BINARY, new byte[length]), ANSWER));
      cases.add(Case.of("text of " + length, message(TEXT, "x".repeat(length)), ANSWER));
    }
    for (int length : new int[] {0, 1, 125}) {
      cases.add(Case.of(length + " in 16 bits", frame(FIN | BINARY, 126, length), VIOLATION));
      cases.add(Case.of(length + " in 64 bits", frame(FIN | BINARY, 127, length), VIOLATION));
    }
    cases.add(Case.of("126 in 64 bits", frame(FIN | BINARY, 127, 126), VIOLATION));
    cases.add(Case.of("65535 in 64 bits", frame(FIN | BINARY, 127, 65_535), VIOLATION));
    cases.add(Case.of("negative length", head(FIN | BINARY, 127, Long.MIN_VALUE + 1), VIOLATION));
    cases.add(Case.of("endless length", head(FIN | BINARY, 127, Long.MAX_VALUE), TOO_BIG));
    cases.add(Case.of("4 GiB", head(FIN | BINARY, 127, 1L << 32), TOO_BIG));
    return cases;
  }

  static List<Case> strangersLengths() {
    return List.of(Case.of("text of 8193", message(TEXT, "x".repeat(8193)), TOO_BIG));
  }

  /** A stranger's are too long. */
  static List<Case> longLengths() {
    return List.of(
        Case.of("text of 33185", message(TEXT, "x".repeat(33_185)), ANSWER),
        Case.of("text of 33186", message(TEXT, "x".repeat(33_186)), TOO_BIG),
        Case.of("binary of 33185", message(BINARY, new byte[33_185]), ANSWER),
        Case.of("binary of 33186", message(BINARY, new byte[33_186]), TOO_BIG),
        Case.of("binary of 65535", message(BINARY, new byte[65_535]), TOO_BIG),
        Case.of("binary of 65536", message(BINARY, new byte[65_536]), TOO_BIG));
  }

  static List<Case> heads() {
    List<Case> cases = new ArrayList<>();
    for (int rsv : new int[] {0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70}) {
      for (int opcode : new int[] {TEXT, BINARY, PING, PONG, CLOSE}) {
        String name = "reserved bits %02x, opcode %d".formatted(rsv, opcode);
        cases.add(Case.of(name, masked(FIN | rsv | opcode, new byte[0]), VIOLATION));
      }
    }
    for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
      cases.add(Case.of("opcode " + opcode, masked(FIN | opcode, new byte[0]), VIOLATION));
      cases.add(Case.of("long opcode " + opcode, masked(FIN | opcode, new byte[126]), VIOLATION));
      cases.add(
          Case.of(
              "opcode " + opcode + " behind a text",
              join(message(TEXT, "x"), masked(FIN | opcode, new byte[0])),
              ANSWER,
              VIOLATION));
    }
    return cases;
  }

  static List<Case> controlFrames() {
    byte[] ten = new byte[0];
    for (int i = 0; i < 10; i++) {
      ten = join(ten, message(PING, new byte[i]));
    }
    List<Case> cases = new ArrayList<>();
    for (int opcode : new int[] {PING, PONG, CLOSE}) {
      cases.add(Case.of("126 bytes in " + opcode, message(opcode, new byte[126]), VIOLATION));
      cases.add(Case.of("in 16 bits: " + opcode, frame(FIN | opcode, 126, 125), VIOLATION));
      cases.add(Case.of("fragment of " + opcode, masked(opcode, new byte[0]), VIOLATION));
    }
    cases.add(Case.of("ping of 0", message(PING, new byte[0]), "pong of 0"));
    cases.add(Case.of("ping of 125", message(PING, new byte[125]), "pong of 125"));
    cases.add(Case.of("ping of no UTF-8", message(PING, new byte[] {-1, -2}), "pong of 2"));
    cases.add(Case.of("pong nobody asked for", message(PONG, new byte[0])));
    cases.add(Case.of("long pong nobody asked for", message(PONG, new byte[125])));
    cases.add(
        new Case(
            "ten pings at once",
            ten,
            IntStream.range(0, 10).mapToObj(i -> "pong of " + i).toList()));
    return cases;
  }

  static List<Case> fragments() {
    byte[] start = masked(TEXT, RawWebSocket.ascii("he"));
    byte[] middle = masked(CONTINUATION, RawWebSocket.ascii("ll"));
    byte[] end = masked(FIN | CONTINUATION, RawWebSocket.ascii("o"));
    byte[] ping = message(PING, new byte[3]);
    byte[] empty = masked(CONTINUATION, new byte[0]);
    return List.of(
        Case.of("two fragments", join(start, end), ANSWER),
        Case.of("three fragments", join(start, middle, end), ANSWER),
        Case.of("empty fragments", join(masked(TEXT, new byte[0]), empty, end), ANSWER),
        Case.of("ping between", join(start, ping, end), "pong of 3", ANSWER),
        Case.of("pong between", join(start, message(PONG, new byte[3]), end), ANSWER),
        Case.of(
            "pings between",
            join(start, ping, middle, ping, end),
            "pong of 3",
            "pong of 3",
            ANSWER),
        Case.of("two messages", join(start, end, start, end), ANSWER, ANSWER),
        Case.of("close between", join(start, closing(1000, "")), "close 1000"),
        Case.of("continuation of nothing", middle, VIOLATION),
        Case.of("end of nothing", end, VIOLATION),
        Case.of("end behind the end", join(start, end, end), ANSWER, VIOLATION),
        Case.of("end behind a whole text", join(message(TEXT, "x"), end), ANSWER, VIOLATION),
        Case.of("text within a text", join(start, message(TEXT, "x"), end), VIOLATION),
        Case.of("binary within a text", join(start, message(BINARY, "x"), end), VIOLATION),
        Case.of("text begins within a text", join(start, start), VIOLATION),
        Case.of("ping, then a new text within", join(start, ping, start), "pong of 3", VIOLATION));
  }

  static List<Case> masks() {
    List<Case> cases = new ArrayList<>();
    for (int opcode : new int[] {TEXT, BINARY, PING, PONG, CLOSE, CONTINUATION}) {
      for (int length : new int[] {0, 2, 125}) {
        byte[] unmasked = RawWebSocket.frame(FIN | opcode, NO_MASK, new byte[length]);
        cases.add(Case.of("no mask: %d of %d".formatted(opcode, length), unmasked, VIOLATION));
      }
    }
    byte[] zeros = RawWebSocket.frame(FIN | TEXT, new byte[4], RawWebSocket.ascii("hello"));
    cases.add(Case.of("mask of zeros", zeros, ANSWER));
    return cases;
  }

  static List<Case> texts() {
    List<Case> cases = new ArrayList<>();
    for (String good :
        List.of(
            "ceba e1bdb9 cf83 cebc ceb5", // κόσμε
            "00",
            "7f c280 dfbf e0a080 efbfbf f0908080 f48fbfbf", // the ends of each length
            "ed9fbf ee8080 efbfbd", // beside the surrogates
            "efbfbe f09fbfbe", // no characters, but code points
            "efbbbf 41")) { // a byte order mark
      byte[] text = HexFormat.of().parseHex(good.replace(" ", ""));
      cases.add(Case.of("text " + good, message(TEXT, text), ANSWER));
      cases.add(Case.of("text in bytes " + good, inBytes(text), ANSWER));
    }
    for (String bad :
        List.of(
            "80",
            "bf",
            "c0af",
            "c1bf",
            "e08080",
            "e09fbf",
            "f0808080",
            "f08fbfbf",
            "f8888080bf",
            "fc8480808080",
            "eda080",
            "edafbf",
            "edb080",
            "edbfbf",
            "eda080edb080",
            "f4908080",
            "f5808080",
            "f7bfbfbf",
            "fe",
            "ff",
            "ce",
            "e282",
            "f09080",
            "c341",
            "e28241",
            "cebae1bdb9cf83cebcceb5eda080656469746564")) {
      byte[] text = HexFormat.of().parseHex(bad);
      cases.add(Case.of("no text " + bad, message(TEXT, text), NO_TEXT));
      cases.add(Case.of("no text in bytes " + bad, inBytes(text), NO_TEXT));
      cases.add(Case.of("binary, no text " + bad, message(BINARY, text), ANSWER));
    }
    return cases;
  }

  static List<Case> closeCodes() {
    List<Case> cases = new ArrayList<>();
    for (int good :
        new int[] {
          1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000,
          4999
        }) {
      cases.add(Case.of("close " + good, closing(good, "why not"), "close " + good));
    }
    for (int bad :
        new int[] {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 32768, 65535}) {
      cases.add(Case.of("close " + bad, closing(bad, "why not"), VIOLATION));
    }
    return cases;
  }

  static List<Case> closes() {
    byte[] good = closing(1000, "bye");
    byte[] noText = join(new byte[] {3, (byte) 0xe8}, new byte[] {(byte) 0xce, (byte) 0xba, -19});
    return List.of(
        Case.of("close without a status", message(CLOSE, new byte[0]), "close"),
        Case.of("close with half a status", message(CLOSE, new byte[1]), VIOLATION),
        Case.of("longest reason", closing(1000, "x".repeat(123)), "close 1000"),
        Case.of("reason with many bytes a letter", closing(1000, "κόσμε"), "close 1000"),
        Case.of("reason that is no text", message(CLOSE, noText), NO_TEXT),
        Case.of("text behind a close", join(good, message(TEXT, "x")), "close 1000"),
        Case.of("ping behind a close", join(good, message(PING, new byte[3])), "close 1000"),
        Case.of("close behind a close", join(good, closing(1001, "")), "close 1000"),
        Case.of("junk behind a close", join(good, new byte[500]), "close 1000"),
        Case.of("text, then close", join(message(TEXT, "x"), good), ANSWER, "close 1000"),
        Case.of("the upgrade once more", RawWebSocket.UPGRADE, VIOLATION)); // 'G' has reserved bits
  }

  private static byte[] masked(int firstByte, byte[] payload) {
    return RawWebSocket.frame(firstByte, MASK, payload);
  }

  private static byte[] message(int opcode, byte[] payload) {
    return masked(FIN | opcode, payload);
  }

  private static byte[] message(int opcode, String payload) {
    return message(opcode, payload.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] closing(int status, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    return message(
        CLOSE, ByteBuffer.allocate(2 + text.length).putShort((short) status).put(text).array());
  }

  /** A text in fragments of one byte. */
  private static byte[] inBytes(byte[] text) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (int i = 0; i < text.length; i++) {
      int fin = i == text.length - 1 ? FIN : 0;
      int opcode = i == 0 ? TEXT : CONTINUATION;
      frames.writeBytes(masked(fin | opcode, new byte[] {text[i]}));
    }
    return frames.toByteArray();
  }

  /** A frame's head with its length in 16 bits (126) or in 64 (127), short or not. */
  private static byte[] head(int firstByte, int lengthByte, long length) {
    ByteBuffer head = ByteBuffer.allocate(2 + (lengthByte == 126 ? 2 : 8) + MASK.length);
    head.put((byte) firstByte).put((byte) (0x80 | lengthByte));
    if (lengthByte == 126) {
      head.putShort((short) length);
    } else {
      head.putLong(length);
    }
    return head.put(MASK).array();
  }

  private static byte[] frame(int firstByte, int lengthByte, int length) {
    return join(head(firstByte, lengthByte, length), new byte[length]);
  }

  private static byte[] join(byte[]... parts) {
    return RawWebSocket.concatenate(parts);
  }
}
