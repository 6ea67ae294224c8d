package dev.postern.app.crash;

import dev.postern.net.wire.SurbAck;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Sends numbered messages to clients of a gateway, as the last mix node before it would.
 *
 * <pre>
 *  0          405  413      445                            2048
 *  +-----------+----+--------+-------------------------------+
 *  | SURB-ack  | id | client | filler, made of id and client |
 *  +-----------+----+--------+-------------------------------+
 * </pre>
 */
final class PacketSource {
  static final int HEAD_BYTES = 2; // of a frame, as Nym 0.9 has it

  private static final byte MIX = 0;
  static final int CONTENT_BYTES = PacketSize.REGULAR.plaintextBytes() - SurbAck.BYTES;

  // Above this it goes on slowly: what clients haven't got is what the next process has to open.
  private static final int MOST_BEHIND = 4000;

  private final SphinxPacketBuilder builder =
      new SphinxPacketBuilder(CryptoEngine.best(), new SecureRandom());
  private final InetSocketAddress gateway;
  private final SphinxPublicKey gatewayKey;
  private final RouteHop ackHop;
  private final Ledger ledger;
  private long nextId = 1;

  PacketSource(
      InetSocketAddress gateway, SphinxPublicKey gatewayKey, RouteHop ackHop, Ledger ledger) {
    this.gateway = gateway;
    this.gatewayKey = gatewayKey;
    this.ackHop = ackHop;
    this.ledger = ledger;
  }

  /** Sends to clients at random, until the connection breaks. */
  void sendUntilBroken(Supplier<List<DestinationAddress>> clients, Random random)
      throws InterruptedException {
    try (Socket socket = connect()) {
      while (!Thread.currentThread().isInterrupted()) {
        List<DestinationAddress> now = clients.get();
        send(socket, now.get(random.nextInt(now.size())));
        ledger.letClientsCatchUp(MOST_BEHIND, Duration.ofMillis(50));
      }
    } catch (IOException e) {
      // The gateway was killed.
    }
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(gateway.getAddress(), gateway.getPort());
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** Sends the next message. */
  void send(Socket socket, DestinationAddress client) throws IOException {
    send(socket, client, PacketSize.REGULAR);
  }

  /** The same in a packet of another size. */
  void send(Socket socket, DestinationAddress client, PacketSize size) throws IOException {
    long id = nextId++;
    byte[] frame = frame(ack(id), id, client, size);
    ledger.sent(id, client);
    socket.getOutputStream().write(frame);
  }

  /** The packet that says that a message arrived. */
  byte[] ack(long id) {
    byte[] ack = new byte[PacketSize.ACK.plaintextBytes()];
    ByteBuffer.wrap(ack).putLong(id);
    return builder.build(
        PacketSize.ACK,
        List.of(ackHop),
        DestinationAddress.read(new byte[32], 0),
        new byte[16],
        ack);
  }

  /** A packet as it stands on a mixnet connection, over an ack. */
  byte[] frame(byte[] ackPacket, long id, DestinationAddress client, PacketSize size) {
    byte[] plaintext = new byte[size.plaintextBytes()];
    ackHop.address().write(plaintext, 0, SurbAck.ADDRESS_BYTES);
    System.arraycopy(ackPacket, 0, plaintext, SurbAck.ADDRESS_BYTES, ackPacket.length);
    byte[] content = content(id, client, plaintext.length - SurbAck.BYTES);
    System.arraycopy(content, 0, plaintext, SurbAck.BYTES, content.length);
    RouteHop last = new RouteHop(NodeAddress.of(gateway), gatewayKey, Duration.ZERO);
    byte[] packet = builder.build(size, List.of(last), client, new byte[16], plaintext);
    return ByteBuffer.allocate(HEAD_BYTES + packet.length)
        .put((byte) (size == PacketSize.EXTENDED_32 ? 3 : 1))
        .put(MIX)
        .put(packet)
        .array();
  }

  private static byte[] content(long id, DestinationAddress client, int length) {
    byte[] content = new byte[length];
    byte[] address = client.toBytes();
    new Random(id ^ client.hashCode()).nextBytes(content);
    ByteBuffer.wrap(content).putLong(id).put(address);
    return content;
  }

  /** The number of a message that came whole to its client; an AssertionError if it isn't so. */
  static long idOf(byte[] content, DestinationAddress client) {
    long id = ByteBuffer.wrap(content).getLong();
    DestinationAddress to = DestinationAddress.read(content, Long.BYTES);
    if (!to.equals(client)) {
      throw new AssertionError(client + " got message " + id + ", which is for " + to);
    }
    if (!Arrays.equals(content, content(id, client, content.length))) {
      throw new AssertionError("message " + id + " came changed");
    }
    return id;
  }
}
