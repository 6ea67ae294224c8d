package dev.postern.benchmarks.load;

import dev.postern.net.MixPacket;
import dev.postern.net.PacketMode;
import dev.postern.net.nym09.BinaryMessageCodec;
import dev.postern.net.nym09.BinaryRequest;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;

/**
 * Requests of clients, in turn, to send a regular packet to the sink: whole WebSocket frames, ready
 * for the socket.
 *
 * <pre>
 *  0      1      2        4            8                                 2461
 *  +------+------+--------+------------+----------------------------------+
 *  | 0x82 | 0xfe | length |  mask: 0   |   MAC and sealed request         |
 *  +------+------+--------+------------+----------------------------------+
 * </pre>
 *
 * A mask of zeros leaves the bytes as they are, so that nobody has to apply it.
 */
final class ForwardFrames implements FrameMaker {
  private static final PacketSize SIZE = PacketSize.REGULAR;
  private static final byte FINAL_BINARY = (byte) 0x82;
  private static final byte MASKED_16_BIT_LENGTH = (byte) 0xfe;
  private static final int HEAD_BYTES = 8;
  private static final DestinationAddress NOBODY =
      DestinationAddress.read(new byte[DestinationAddress.BYTES], 0);
  private static final byte[] IDENTIFIER = new byte[16];

  private final SphinxPacketBuilder builder =
      new SphinxPacketBuilder(CryptoEngine.best(), new SecureRandom());
  private final Primitives primitives = CryptoEngine.best().newPrimitives();
  private final List<LoadClient> clients;
  private final RouteHop sink;

  /** Of these clients, who are registered. */
  ForwardFrames(List<LoadClient> clients, RouteHop sink) {
    this.clients = clients;
    this.sink = sink;
  }

  @Override
  public int frameBytes() {
    int mode = 1;
    return HEAD_BYTES
        + BinaryMessageCodec.MAC_BYTES
        + mode
        + sink.address().unpaddedBytes()
        + SIZE.packetBytes();
  }

  @Override
  public long make(int index, ByteBuffer frame) {
    byte[] plaintext = new byte[SIZE.plaintextBytes()];
    byte[] packet = builder.build(SIZE, List.of(sink), NOBODY, IDENTIFIER, plaintext);
    LoadClient client = clients.get(index % clients.size());
    ByteBuf request =
        BinaryRequest.write(
            new MixPacket(sink.address(), SIZE, PacketMode.MIX, Unpooled.wrappedBuffer(packet)),
            new BinaryMessageCodec(client.keys(), primitives),
            UnpooledByteBufAllocator.DEFAULT);
    try {
      frame
          .put(FINAL_BINARY)
          .put(MASKED_16_BIT_LENGTH)
          .putShort((short) request.readableBytes())
          .putInt(0)
          .put(request.nioBuffer());
    } finally {
      request.release();
    }
    return ByteBuffer.wrap(packet).getLong();
  }
}
