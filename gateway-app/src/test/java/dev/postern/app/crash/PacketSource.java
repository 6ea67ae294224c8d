package dev.postern.app.crash;

import dev.postern.net.nym09.SurbAck;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Sends numbered messages to clients of a gateway, as the last mix node before it would.
 *
 * <pre>
 *  0        405      413      421                 2048
 *  +---------+--------+--------+--------------------+
 *  | SURB-ack|   id   | CRC-32 |  filler, made from id|
 *  +---------+--------+--------+--------------------+
 * </pre>
 */
final class PacketSource {
  private static final byte[] REGULAR_MIX = {1, 0};
  private static final int CONTENT_BYTES = PacketSize.REGULAR.plaintextBytes() - SurbAck.BYTES;

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

  /** Sends to clients in turn until the connection breaks or the thread is interrupted. */
  void sendUntilBroken(List<DestinationAddress> clients) {
    try (Socket socket = new Socket(gateway.getAddress(), gateway.getPort())) {
      OutputStream out = socket.getOutputStream();
      while (!Thread.currentThread().isInterrupted()) {
        long id = nextId++;
        DestinationAddress client = clients.get((int) (id % clients.size()));
        byte[] packet = packet(id, client);
        ledger.sent(id, client);
        out.write(REGULAR_MIX);
        out.write(packet);
      }
    } catch (IOException e) {
      // The gateway was killed.
    }
  }

  private byte[] packet(long id, DestinationAddress client) {
    byte[] ack = new byte[PacketSize.ACK.plaintextBytes()];
    ByteBuffer.wrap(ack).putLong(id);
    byte[] ackPacket =
        builder.build(
            PacketSize.ACK,
            List.of(ackHop),
            DestinationAddress.read(new byte[32], 0),
            new byte[16],
            ack);
    byte[] plaintext = new byte[PacketSize.REGULAR.plaintextBytes()];
    ackHop.address().write(plaintext, 0, SurbAck.ADDRESS_BYTES);
    System.arraycopy(ackPacket, 0, plaintext, SurbAck.ADDRESS_BYTES, ackPacket.length);
    System.arraycopy(content(id), 0, plaintext, SurbAck.BYTES, CONTENT_BYTES);
    RouteHop last = new RouteHop(NodeAddress.of(gateway), gatewayKey, Duration.ZERO);
    return builder.build(PacketSize.REGULAR, List.of(last), client, new byte[16], plaintext);
  }

  private static byte[] content(long id) {
    byte[] content = new byte[CONTENT_BYTES];
    new Random(id).nextBytes(content);
    ByteBuffer.wrap(content).putLong(id);
    return content;
  }

  /** The number of a message that arrived whole; an AssertionError if it didn't. */
  static long idOf(byte[] content) {
    long id = ByteBuffer.wrap(content).getLong();
    if (!Arrays.equals(content, content(id))) {
      throw new AssertionError("message " + id + " came changed");
    }
    return id;
  }
}
