package dev.postern.app.leak;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** One peer that does bad things to the ports of a gateway, each as often as it is told to. */
final class HostileTraffic {
  private static final byte[] MASK = {1, 2, 3, 4};
  private static final byte[] UPGRADE =
      ascii(
          String.join(
              "\r\n",
              "GET / HTTP/1.1",
              "Host: g",
              "Connection: Upgrade",
              "Upgrade: websocket",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
              "",
              ""));

  private final Random random = new Random(5);
  private final int times;

  HostileTraffic(int times) {
    this.times = times;
  }

  /**
   * Against the clients' port.
   *
   * @param secret stands wherever a peer may write something
   */
  void againstClientsPort(InetSocketAddress port, String secret) throws IOException {
    List<byte[]> bad =
        List.of(
            ascii("GET /" + secret + " HTTP/1.1\r\nCookie: " + secret + "\r\n\r\n"),
            ascii(secret + "\r\n\r\n"),
            ascii("GET / HTTP/1.1\r\nX: " + secret.repeat(500) + "\r\n\r\n"),
            upgraded(text("{\"type\":\"" + secret + "\"}")),
            upgraded(text("{\"type\":\"authenticate\",\"address\":\"" + secret + "\"")),
            upgraded(text(authenticate(secret))),
            upgraded(text("{\"type\":\"RegisterHandshakeInitRequest\",\"data\":[1,2,300]}")),
            upgraded(frame(0x82, ascii(secret))),
            upgraded(frame(0x81, new byte[] {'"', (byte) 0xc3, '"'})),
            upgraded(frame(0xc1, ascii(secret))),
            upgraded(new byte[] {(byte) 0x81, 1, 'x'}), // unmasked
            upgraded(new byte[] {(byte) 0x82, (byte) 0xff, 0, 0, 0, 0, 0x7f, 0, 0, 0}));
    for (byte[] bytes : bad) {
      for (int i = 0; i < times; i++) {
        say(port, bytes, i % 2 == 0);
      }
    }
  }

  private static String authenticate(String address) {
    return "{\"type\":\"authenticate\",\"address\":\""
        + address
        + "\",\"enc_address\":\""
        + address
        + "\",\"iv\":\"11111111111111111111111111111111\"}";
  }

  /** Against a port with TLS. */
  void againstTlsPort(InetSocketAddress port, String secret) throws IOException {
    byte[] hello = new byte[200];
    random.nextBytes(hello);
    System.arraycopy(new byte[] {22, 3, 1, 0, (byte) 195, 1, 0, 0, (byte) 191}, 0, hello, 0, 9);
    for (byte[] bytes : List.of(ascii(secret), UPGRADE, hello, Arrays.copyOf(hello, 50))) {
      for (int i = 0; i < times; i++) {
        say(port, bytes, i % 2 == 0);
      }
    }
  }

  /**
   * Against the mixnet's port.
   *
   * @param packets frames that are fine, or nearly
   */
  void againstMixnetPort(InetSocketAddress port, String secret, List<byte[]> packets)
      throws IOException {
    byte[] junk = new byte[2 + 2413];
    random.nextBytes(junk);
    junk[0] = 1;
    junk[1] = 0;
    for (byte[] bytes : List.of(ascii(secret), new byte[] {1, 7}, Arrays.copyOf(junk, 100), junk)) {
      for (int i = 0; i < times; i++) {
        say(port, bytes, i % 2 == 0);
      }
    }
    for (byte[] packet : packets) {
      byte[] changed = packet.clone();
      changed[changed.length - 1] ^= 1;
      for (byte[] bytes : List.of(packet, changed)) {
        byte[] many = new byte[Math.min(times, 50) * bytes.length];
        for (int i = 0; i < many.length; i += bytes.length) {
          System.arraycopy(bytes, 0, many, i, bytes.length);
        }
        say(port, many, false);
      }
    }
  }

  private static void say(InetSocketAddress port, byte[] bytes, boolean reset) throws IOException {
    try (Socket socket = new Socket(port.getAddress(), port.getPort())) {
      socket.setSoTimeout(200);
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      if (reset) {
        socket.setSoLinger(true, 0);
      } else {
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      }
    } catch (IOException endedByTheGateway) {
      // Which is what it should do.
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] upgraded(byte[] frame) {
    byte[] both = Arrays.copyOf(UPGRADE, UPGRADE.length + frame.length);
    System.arraycopy(frame, 0, both, UPGRADE.length, frame.length);
    return both;
  }

  private static byte[] text(String text) {
    return frame(0x81, ascii(text));
  }

  private static byte[] frame(int firstByte, byte[] payload) {
    byte[] head =
        payload.length < 126
            ? new byte[] {(byte) firstByte, (byte) (0x80 | payload.length)}
            : new byte[] {
              (byte) firstByte, (byte) 0xfe, (byte) (payload.length >> 8), (byte) payload.length
            };
    byte[] frame = Arrays.copyOf(head, head.length + 4 + payload.length);
    System.arraycopy(MASK, 0, frame, head.length, 4);
    for (int i = 0; i < payload.length; i++) {
      frame[head.length + 4 + i] = (byte) (payload[i] ^ MASK[i % 4]);
    }
    return frame;
  }
}
