package dev.postern.app.crash;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.PacketSize;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What strangers do to a gateway, at a rate, on connections of their own: one act after the other,
 * chosen at random. What it opens it closes, but for a number of connections that it leaves idle.
 * For one thread.
 */
final class HostileTraffic {
  private static final int IDLE_CONNECTIONS = 100;
  private static final int REMEMBERED_PACKETS = 1000;
  private static final String UPGRADE =
      """
      GET / HTTP/1.1\r
      Host: gateway\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      Sec-WebSocket-Version: 13\r
      \r
      """;

  private enum Act {
    /** A packet of random bytes. */
    JUNK_PACKET,
    /** A packet that was delivered before. */
    REPLAY,
    /** A good header over a payload that somebody changed. */
    TAGGED_PAYLOAD,
    /** A good packet for somebody who isn't registered. */
    UNKNOWN_RECIPIENT,
    /** A frame of no known size. */
    UNKNOWN_FRAME,
    /** A frame that is never finished. */
    HALF_A_FRAME,
    /** A connection to the mixnet port that says nothing. */
    IDLE_MIX,
    /** No HTTP. */
    JUNK_REQUEST,
    /** HTTP that is never finished. */
    HALF_A_REQUEST,
    /** A login with a proof that is none. */
    WRONG_PROOF,
    /** A handshake that is begun only. */
    HALF_A_HANDSHAKE,
    /** Texts that mean nothing. */
    JUNK_TEXT,
    /** A frame longer than any may be. */
    OVERSIZE_FRAME,
    /** Many pings. */
    PINGS,
    /** Bits that WebSocket forbids. */
    BROKEN_FRAME
  }

  private static final Act[] ACTS = Act.values();

  private final JarGateway gateway;
  private final PacketSource packets;
  private final DestinationAddress victim;
  private final Random random;
  private final Queue<byte[]> delivered = new ArrayDeque<>();
  private final Queue<Socket> idle = new ArrayDeque<>();
  private final Map<Act, Long> counts = new EnumMap<>(Act.class);
  private Socket mix;

  HostileTraffic(
      JarGateway gateway, PacketSource packets, DestinationAddress victim, Random random) {
    this.gateway = gateway;
    this.packets = packets;
    this.victim = victim;
    this.random = random;
  }

  /** Acts until it is interrupted. */
  void act(int perSecond) throws IOException {
    long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    long due = System.nanoTime();
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(due - System.nanoTime());
      due += interval;
      Act act = ACTS[random.nextInt(ACTS.length)];
      try {
        perform(act);
      } catch (IOException thrownOut) {
        // As it should be, sooner or later.
      }
      counts.merge(act, 1L, Long::sum);
    }
    mix.close();
    for (Socket left : idle) {
      left.close();
    }
  }

  /** What it did, and how often. */
  @Override
  public String toString() {
    return counts.toString();
  }

  private void perform(Act act) throws IOException {
    switch (act) {
      case JUNK_PACKET -> mix(junk());
      case REPLAY -> mix(replay());
      case TAGGED_PAYLOAD -> mix(tagged());
      case UNKNOWN_RECIPIENT -> mix(packet(DestinationAddress.read(bytes(32), 0)));
      case UNKNOWN_FRAME -> visit(gateway.mixnet(), new byte[] {9, 0});
      case HALF_A_FRAME -> leaveIdle(gateway.mixnet(), new byte[] {1, 0, 1, 2, 3});
      case IDLE_MIX -> leaveIdle(gateway.mixnet(), new byte[0]);
      case JUNK_REQUEST -> visit(gateway.clients(), bytes(300));
      case HALF_A_REQUEST ->
          leaveIdle(gateway.clients(), "GET / HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.UTF_8));
      case WRONG_PROOF ->
          text(
              """
              {"type":"authenticate","address":"%s","enc_address":"%s","iv":"%s"}"""
                  .formatted(
                      victim.toBase58(),
                      DestinationAddress.read(bytes(32), 0).toBase58(),
                      "5".repeat(22)));
      case HALF_A_HANDSHAKE -> text("{\"type\":\"handshakePayload\",\"data\":[1,2,3]}");
      case JUNK_TEXT -> text("[".repeat(200) + HexFormat.of().formatHex(bytes(100)));
      case OVERSIZE_FRAME -> webSocket(frames(1, 0x82, 1L << 30, new byte[0]));
      case PINGS -> webSocket(frames(200, 0x89, 100, bytes(100)));
      case BROKEN_FRAME -> webSocket(frames(1, 0xF3, 4, bytes(4)));
    }
  }

  /** Keeps one connection as long as it lives. */
  private void mix(byte[] frame) throws IOException {
    try {
      if (mix == null || mix.isClosed()) {
        mix = connect(gateway.mixnet());
      }
      mix.getOutputStream().write(frame);
    } catch (IOException e) {
      mix.close();
      throw e;
    }
  }

  private byte[] junk() {
    byte[] frame = bytes(2 + PacketSize.REGULAR.packetBytes());
    frame[0] = 1;
    frame[1] = (byte) random.nextInt(2);
    return frame;
  }

  private byte[] replay() {
    byte[] fresh = packet(victim);
    delivered.add(fresh);
    return delivered.size() < REMEMBERED_PACKETS ? fresh : delivered.remove();
  }

  private byte[] tagged() {
    byte[] frame = packet(victim);
    frame[frame.length - 1 - random.nextInt(2000)] ^= (byte) (1 << random.nextInt(8));
    return frame;
  }

  private byte[] packet(DestinationAddress to) {
    return packets.frame(packets.ack(0), 0, to, PacketSize.REGULAR);
  }

  private void text(String text) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    webSocket(frames(1, 0x81, content.length, content));
  }

  /** Frames, as many as one likes, with a mask of zeros and a length that need not be true. */
  private static byte[] frames(int count, int head, long length, byte[] content) {
    byte[] start =
        HexFormat.of()
            .parseHex(
                length < 126
                    ? "%02x%02x00000000".formatted(head, 0x80 | length)
                    : length < 1 << 16
                        ? "%02xfe%04x00000000".formatted(head, length)
                        : "%02xff%016x00000000".formatted(head, length));
    ByteBuffer frames = ByteBuffer.allocate(count * (start.length + content.length));
    while (frames.hasRemaining()) {
      frames.put(start).put(content);
    }
    return frames.array();
  }

  private void webSocket(byte[] frames) throws IOException {
    try (Socket socket = connect(gateway.clients())) {
      OutputStream out = socket.getOutputStream();
      out.write(UPGRADE.getBytes(StandardCharsets.UTF_8));
      out.write(frames);
      socket.getInputStream().read(new byte[1024]); // its answer to the upgrade at least
    }
  }

  private void visit(InetSocketAddress address, byte[] bytes) throws IOException {
    try (Socket socket = connect(address)) {
      socket.getOutputStream().write(bytes);
      socket.getInputStream().read(new byte[1024]);
    }
  }

  private void leaveIdle(InetSocketAddress address, byte[] bytes) throws IOException {
    Socket socket = connect(address);
    idle.add(socket);
    if (idle.size() > IDLE_CONNECTIONS) {
      idle.remove().close();
    }
    socket.getOutputStream().write(bytes);
  }

  private static Socket connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.connect(address, 2000);
    socket.setSoTimeout(2000);
    return socket;
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
