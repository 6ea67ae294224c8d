package dev.postern.net.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.net.PacketMode;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SphinxFrameCodecTest {
  private static final int ROUNDS = 200;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void decode_anyFragmentation_givesTheSameFrames(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      List<byte[]> packets = new ArrayList<>();
      ByteBuf stream = Unpooled.buffer();
      for (int frame = random.nextInt(6); frame > 0; frame--) {
        PacketSize size = anySize(random);
        byte[] packet = new byte[size.packetBytes()];
        random.nextBytes(packet);
        packets.add(packet);
        stream.writeByte(FramedSphinxPacket.sizeByte(size)).writeByte(random.nextInt(2));
        stream.writeBytes(packet);
      }

      EmbeddedChannel channel = new EmbeddedChannel(new SphinxFrameCodec());
      List<byte[]> decoded = new ArrayList<>();
      while (stream.isReadable()) {
        int length = Math.min(stream.readableBytes(), 1 + random.nextInt(1 + random.nextInt(9000)));
        channel.writeInbound(channel.alloc().heapBuffer(length).writeBytes(stream, length));
        takeFrames(channel, decoded);
      }

      assertThat(decoded).containsExactlyElementsOf(packets);
      assertThat(channel.finish()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void decode_junk_endsInAnUnknownFrameOrWaits(long seed) {
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < 2000; round++) {
      byte[] junk = new byte[random.nextInt(3000)];
      random.nextBytes(junk);
      if (junk.length > 2 && random.nextBoolean()) {
        junk[0] = (byte) (1 + random.nextInt(3));
        junk[1] = (byte) random.nextInt(2);
      }
      EmbeddedChannel channel = new EmbeddedChannel(new SphinxFrameCodec());
      List<byte[]> decoded = new ArrayList<>();
      int consumed = 0;
      try {
        channel.writeInbound(channel.alloc().heapBuffer().writeBytes(junk));
      } catch (UnknownFrameException e) {
        refused++;
      }
      takeFrames(channel, decoded);
      for (byte[] packet : decoded) {
        consumed += FramedSphinxPacket.PREFIX_BYTES + packet.length;
      }
      assertThat(consumed).isLessThanOrEqualTo(junk.length);
      assertThat(channel.finish()).isFalse();
    }
    assertThat(refused).isPositive();
  }

  @Test
  void decode_afterUnknownByte_throwsOnceAndTakesNothingMore() {
    EmbeddedChannel channel = new EmbeddedChannel(new SphinxFrameCodec());
    assertThatThrownBy(() -> channel.writeInbound(heap(9, 9, 9)))
        .isInstanceOfSatisfying(
            UnknownFrameException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(UnknownFrameException.Reason.SIZE);
              assertThat(e.getStackTrace()).isEmpty();
            });

    channel.writeInbound(
        SphinxFrameCodec.encode(
            channel.alloc(), PacketSize.ACK, PacketMode.MIX, Unpooled.wrappedBuffer(new byte[386])),
        heap(7, 7));

    assertThat(channel.finish()).isFalse();
  }

  @Test
  void decode_heapBuffer_givesSlicesOfIt() {
    EmbeddedChannel channel = new EmbeddedChannel(new SphinxFrameCodec());
    ByteBuf read = heap(2, 1).writeZero(PacketSize.ACK.packetBytes());
    byte[] array = read.array();

    channel.writeInbound(read);

    FramedSphinxPacket frame = channel.readInbound();
    assertThat(frame.packet().array()).isSameAs(array);
    assertThat(frame.mode()).isEqualTo(PacketMode.VPN);
    assertThat(frame.packet().release()).as("the frame held the last reference").isTrue();
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void decode_frameKeptWhileMoreArrives_isNotOverwritten() {
    EmbeddedChannel channel = new EmbeddedChannel(new SphinxFrameCodec());
    byte[] packet = new byte[PacketSize.ACK.packetBytes()];
    new Random(5).nextBytes(packet);
    channel.writeInbound(heap(2, 0).writeBytes(packet).writeByte(2));
    FramedSphinxPacket kept = channel.readInbound();

    channel.writeInbound(heap(0).writeZero(100));

    assertThat(ByteBufUtil.getBytes(kept.packet())).isEqualTo(packet);
    kept.packet().release();
    assertThat(channel.finish()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(PacketSize.class)
  void encode_decodesToTheSame(PacketSize size) {
    byte[] packet = new byte[size.packetBytes()];
    new Random(size.packetBytes()).nextBytes(packet);
    ByteBuf given = ByteBufAllocator.DEFAULT.heapBuffer().writeBytes(packet);
    EmbeddedChannel channel = new EmbeddedChannel(new SphinxFrameCodec());

    channel.writeInbound(SphinxFrameCodec.encode(channel.alloc(), size, PacketMode.VPN, given));

    assertThat(given.refCnt()).isZero();
    FramedSphinxPacket frame = channel.readInbound();
    assertThat(frame.size()).isEqualTo(size);
    assertThat(frame.mode()).isEqualTo(PacketMode.VPN);
    assertThat(ByteBufUtil.getBytes(frame.packet())).isEqualTo(packet);
    frame.packet().release();
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void encode_packetOfAnotherSize_isOurDefectAndReleased() {
    ByteBuf given = heap(1, 2, 3);
    assertThatThrownBy(
            () ->
                SphinxFrameCodec.encode(
                    ByteBufAllocator.DEFAULT, PacketSize.ACK, PacketMode.MIX, given))
        .isInstanceOf(AssertionError.class);
    assertThat(given.refCnt()).isZero();
  }

  private static PacketSize anySize(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> PacketSize.EXTENDED_32;
      case 1, 2, 3 -> PacketSize.ACK;
      default -> PacketSize.REGULAR;
    };
  }

  private static void takeFrames(EmbeddedChannel channel, List<byte[]> packets) {
    for (FramedSphinxPacket frame = channel.readInbound();
        frame != null;
        frame = channel.readInbound()) {
      assertThat(frame.packet().readableBytes()).isEqualTo(frame.size().packetBytes());
      packets.add(ByteBufUtil.getBytes(frame.packet()));
      frame.packet().release();
    }
  }

  private static ByteBuf heap(int... bytes) {
    ByteBuf buffer = ByteBufAllocator.DEFAULT.heapBuffer();
    for (int b : bytes) {
      buffer.writeByte(b);
    }
    return buffer;
  }
}
