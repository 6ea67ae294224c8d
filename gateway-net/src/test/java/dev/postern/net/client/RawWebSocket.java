package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A WebSocket client that does nothing by itself: it neither answers pings nor minds the rules, and
 * sends any bytes in any portions. Blocks; gives up after a minute.
 */
final class RawWebSocket implements AutoCloseable {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  static final byte[] UPGRADE =
      ascii(
          """
          GET /any/path HTTP/1.1\r
          Host: gateway\r
          Connection: keep-alive, Upgrade\r
          Upgrade: WebSocket\r
          Sec-WebSocket-Version: 13\r
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
          Sec-WebSocket-Protocol: chat\r
          Sec-WebSocket-Extensions: permessage-deflate\r
          \r
          """);

  private static final byte[] MASK = {(byte) 0xa5, 0x5a, 0x17, 0x71};

  private final Socket socket;
  private final DataInputStream in;

  /** A frame that came. */
  @SuppressWarnings("ArrayRecordComponent") // compared as text
  record Frame(int opcode, byte[] payload) {
    String text() {
      assertThat(opcode).as("opcode of %s", this).isEqualTo(TEXT);
      return new String(payload, StandardCharsets.UTF_8);
    }

    byte[] binary() {
      assertThat(opcode).as("opcode of %s", this).isEqualTo(BINARY);
      return payload;
    }

    int closeStatus() {
      assertThat(opcode).as("opcode of %s", this).isEqualTo(CLOSE);
      return ByteBuffer.wrap(payload).getShort();
    }

    @Override
    public String toString() {
      return opcode + ":" + ByteBufUtil.hexDump(payload);
    }
  }

  /** Connected, not upgraded. */
  RawWebSocket(InetSocketAddress address) {
    this(connected(address));
  }

  /** Over a connection that is there already. */
  RawWebSocket(Socket connected) {
    socket = connected;
    try {
      socket.setSoTimeout(60_000);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Socket connected(InetSocketAddress address) {
    Socket socket = new Socket();
    try {
      socket.connect(address);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connected and upgraded. */
  static RawWebSocket upgraded(InetSocketAddress address) {
    return new RawWebSocket(address).upgrade();
  }

  RawWebSocket upgrade() {
    send(UPGRADE);
    assertThat(readHttpHead()).startsWith("HTTP/1.1 101 ");
    return this;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A whole message, masked. */
  static byte[] frame(int opcode, byte[] payload) {
    return frame(0x80 | opcode, MASK, payload);
  }

  static byte[] text(String text) {
    return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The first byte as it is; no mask means an unmasked frame. */
  static byte[] frame(int firstByte, byte[] mask, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(firstByte);
    int maskBit = mask.length == 0 ? 0 : 0x80;
    if (payload.length < 126) {
      frame.write(maskBit | payload.length);
    } else if (payload.length < 65536) {
      frame.write(maskBit | 126);
      frame.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
    } else {
      frame.write(maskBit | 127);
      frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    frame.writeBytes(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.write(mask.length == 0 ? payload[i] : payload[i] ^ mask[i % 4]);
    }
    return frame.toByteArray();
  }

  static byte[] concatenate(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  void send(byte[]... bytes) {
    try {
      socket.getOutputStream().write(concatenate(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void sendText(String text) {
    send(text(text));
  }

  String readHttpHead() {
    try {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.readUnsignedByte());
      }
      return head.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Frame read() {
    try {
      int first = in.readUnsignedByte();
      assertThat(first & 0xf0).as("a whole, unextended frame").isEqualTo(0x80);
      long length = in.readUnsignedByte(); // servers don't mask
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      byte[] payload = new byte[Math.toIntExact(length)];
      in.readFully(payload);
      return new Frame(first & 0x0f, payload);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame that isn't a ping; those stay without an answer. */
  Frame readUnconfirming() {
    Frame frame = read();
    while (frame.opcode == PING) {
      frame = read();
    }
    return frame;
  }

  /** The next frame that isn't a ping; those get their pongs, as a client's library does. */
  Frame readConfirming() {
    Frame frame = read();
    while (frame.opcode == PING) {
      send(frame(PONG, frame.payload));
      frame = read();
    }
    return frame;
  }

  /** All that is on its way has been read: nothing comes before the answer to this ping. */
  void expectNothingMore() {
    byte[] payload = ascii("nothing more?");
    send(frame(PING, payload));
    Frame next = readUnconfirming();
    assertThat(next.opcode).as("opcode of %s", next).isEqualTo(PONG);
    assertThat(next.payload).isEqualTo(payload);
  }

  /** Waits until the server closes. */
  void expectEnd() {
    try {
      assertThat(in.read()).isEqualTo(-1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing more comes from us; the server may still answer. */
  void endOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything that comes until the end, however that looks. */
  byte[] drain() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        all.write(next);
      }
    } catch (SocketTimeoutException e) {
      throw new UncheckedIOException(e);
    } catch (IOException reset) {
      // That is an end, too.
    }
    return all.toByteArray();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
