package dev.postern.benchmarks.load;

import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.net.nym09.Nym09FrameHead;
import dev.postern.net.wire.SurbAck;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.crypto.CryptoEngine;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/**
 * Messages for clients in turn, in regular packets as the last mix sends them; under the layer:
 *
 * <pre>
 *  0                     405    413     421                  2048
 *  +---------------------+------+-------+--------------------+
 *  |      SURB-ack       | run  | index |       zeros        |
 *  +---------------------+------+-------+--------------------+
 * </pre>
 *
 * The ack is a packet in its own right. Its first bytes are those that the sink knows it by.
 */
final class MessageFrames implements FrameMaker {
  private static final PacketSize SIZE = PacketSize.REGULAR;
  private static final Nym09FrameHead HEAD = new Nym09FrameHead();
  private static final DestinationAddress NOBODY =
      DestinationAddress.read(new byte[DestinationAddress.BYTES], 0);
  private static final byte[] IDENTIFIER = new byte[16];

  private final SphinxPacketBuilder builder =
      new SphinxPacketBuilder(CryptoEngine.best(), new SecureRandom());
  private final List<DestinationAddress> clients;
  private final RouteHop gateway;
  private final List<RouteHop> ackRoute;
  private final long run;

  /**
   * To these clients.
   *
   * @param run a number that tells the messages of this run from those of others
   * @param ackRoute from the sink on
   */
  MessageFrames(
      List<DestinationAddress> clients, Target gateway, List<RouteHop> ackRoute, long run) {
    this.clients = clients;
    this.gateway =
        new RouteHop(NodeAddress.of(gateway.mixnet()), gateway.sphinxKey(), Duration.ZERO);
    this.ackRoute = ackRoute;
    this.run = run;
  }

  @Override
  public int frameBytes() {
    return HEAD.frameBytes(SIZE);
  }

  @Override
  public long make(int index, ByteBuffer frame) {
    byte[] ack =
        builder.build(
            PacketSize.ACK,
            ackRoute,
            NOBODY,
            IDENTIFIER,
            new byte[PacketSize.ACK.plaintextBytes()]);
    byte[] plaintext = new byte[SIZE.plaintextBytes()];
    ackRoute.get(0).address().write(plaintext, 0, SurbAck.ADDRESS_BYTES);
    ByteBuffer.wrap(plaintext).position(SurbAck.ADDRESS_BYTES).put(ack).putLong(run).putLong(index);
    DestinationAddress client = clients.get(index % clients.size());
    byte[] packet = builder.build(SIZE, List.of(gateway), client, IDENTIFIER, plaintext);
    var bytes = Unpooled.wrappedBuffer(frame).clear();
    HEAD.write(bytes, SIZE, PacketMode.MIX, SphinxKeyRotation.UNKNOWN);
    bytes.writeBytes(packet);
    return ByteBuffer.wrap(ack).getLong();
  }
}
