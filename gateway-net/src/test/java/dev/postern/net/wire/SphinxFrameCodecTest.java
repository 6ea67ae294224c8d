package dev.postern.net.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.net.FrameForm;
import dev.postern.net.Nym09Frames;
import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.net.generations.MixnetGenerations;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        FrameHead head = anyHead(random);
        PacketSize size = anySize(random, head);
        byte[] packet = new byte[size.packetBytes()];
        random.nextBytes(packet);
        packets.add(packet);
        head.write(stream, size, PacketMode.MIX, SphinxKeyRotation.ODD);
        stream.writeBytes(packet);
      }

      EmbeddedChannel channel = channel();
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
        ByteBuf begin = Unpooled.buffer();
        FrameHead head = anyHead(random);
        head.write(begin, anySize(random, head), PacketMode.MIX, SphinxKeyRotation.EVEN);
        begin.readBytes(junk, 0, Math.min(junk.length, begin.readableBytes()));
      }
      EmbeddedChannel channel = channel();
      List<byte[]> decoded = new ArrayList<>();
      int consumed = 0;
      try {
        channel.writeInbound(channel.alloc().heapBuffer().writeBytes(junk));
      } catch (UnknownFrameException e) {
        refused++;
      }
      takeFrames(channel, decoded);
      for (byte[] packet : decoded) {
        consumed += Nym09Frames.HEAD_BYTES + packet.length;
      }
      assertThat(consumed).isLessThanOrEqualTo(junk.length);
      assertThat(channel.finish()).isFalse();
    }
    assertThat(refused).isPositive();
  }

  @Test
  void decode_afterUnknownByte_throwsOnceAndTakesNothingMore() {
    EmbeddedChannel channel = channel();
    assertThatThrownBy(() -> channel.writeInbound(heap(9, 9, 9)))
        .isInstanceOfSatisfying(
            UnknownFrameException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(UnknownFrameException.Reason.SIZE);
              assertThat(e.getStackTrace()).isEmpty();
            });

    channel.writeInbound(
        Nym09Frames.frame(
            channel.alloc(), PacketSize.ACK, PacketMode.MIX, Unpooled.wrappedBuffer(new byte[386])),
        heap(7, 7));

    assertThat(channel.finish()).isFalse();
  }

  @Test
  void decode_heapBuffer_givesSlicesOfIt() {
    EmbeddedChannel channel = channel();
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
    EmbeddedChannel channel = channel();
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
  @EnumSource
  void encode_decodesToTheSame(FrameForm form) {
    FrameHead head = MixnetGenerations.FRAME_HEADS.of(form);
    for (PacketSize size : PacketSize.values()) {
      if (head.canSay(size)) {
        byte[] packet = new byte[size.packetBytes()];
        new Random(size.packetBytes()).nextBytes(packet);
        ByteBuf given = ByteBufAllocator.DEFAULT.heapBuffer().writeBytes(packet);
        EmbeddedChannel channel = channel();

        channel.writeInbound(
            SphinxFrameCodec.encode(
                channel.alloc(), head, size, PacketMode.VPN, SphinxKeyRotation.EVEN, given));

        assertThat(given.refCnt()).isZero();
        FramedSphinxPacket frame = channel.readInbound();
        assertThat(frame.size()).isEqualTo(size);
        assertThat(frame.form()).isEqualTo(form);
        // What a generation has no byte for is left unsaid.
        assertThat(frame.mode()).isEqualTo(form == FrameForm.A ? PacketMode.VPN : PacketMode.MIX);
        assertThat(frame.rotation())
            .isEqualTo(form == FrameForm.C ? SphinxKeyRotation.EVEN : SphinxKeyRotation.UNKNOWN);
        assertThat(ByteBufUtil.getBytes(frame.packet())).isEqualTo(packet);
        frame.packet().release();
        assertThat(channel.finish()).isFalse();
      }
    }
  }

  /** A byte that can't begin a frame, or none of its kind; and how many bytes decide that. */
  @ParameterizedTest
  @CsvSource({
    "00 00, SIZE",
    "04 00, SIZE", // sizes 4 and 5 came with the 7
    "05 01, SIZE",
    "06 00, SIZE",
    "09 00, SIZE",
    "FF 00, SIZE",
    "01 02, MODE",
    "02 FF, MODE",
    "07 00 00, SIZE",
    "07 08 02, SIZE",
    "07 06 00, OUTFOX",
    "07 07 01, OUTFOX",
    "07 01 01, MODE", // no VPN mode any more
    "07 01 02, OUTFOX",
    "08 FF 02 03, SIZE",
    "08 07 00 00, OUTFOX",
    "08 02 02 00, OUTFOX",
    "08 02 03 00, MODE",
    "08 02 00 03, ROTATION",
    "08 02 00 FF, ROTATION",
  })
  void decode_unknownByte_isRefusedWhenItsHeadIsWhole(
      String hex, UnknownFrameException.Reason why) {
    byte[] head = HexFormat.ofDelimiter(" ").parseHex(hex);
    EmbeddedChannel channel = channel();
    channel.writeInbound(Unpooled.copiedBuffer(head, 0, head.length - 1));

    assertThatThrownBy(() -> channel.writeInbound(Unpooled.copiedBuffer(head, head.length - 1, 1)))
        .isInstanceOfSatisfying(
            UnknownFrameException.class, e -> assertThat(e.reason()).isEqualTo(why));
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void longestFrame_isTheLongestThatThereIs() {
    assertThat(FramedSphinxPacket.MAX_BYTES)
        .isEqualTo(
            Arrays.stream(FrameForm.values())
                .mapToInt(
                    form -> MixnetGenerations.FRAME_HEADS.frameBytes(form, PacketSize.EXTENDED_32))
                .max()
                .orElseThrow());
  }

  @Test
  void heads_withoutOneOfAForm_areRefused() {
    FrameHead oldest = MixnetGenerations.FRAME_HEADS.of(FrameForm.A);
    assertThatThrownBy(() -> new FrameHeads(oldest, Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void encode_packetOfAnotherSize_isOurDefectAndReleased() {
    ByteBuf given = heap(1, 2, 3);
    assertThatThrownBy(
            () ->
                Nym09Frames.frame(ByteBufAllocator.DEFAULT, PacketSize.ACK, PacketMode.MIX, given))
        .isInstanceOf(AssertionError.class);
    assertThat(given.refCnt()).isZero();
  }

  @Test
  void encode_sizeThatTheFormCannotSay_isOurDefectAndReleased() {
    ByteBuf given = heap().writeZero(PacketSize.EXTENDED_8.packetBytes());
    assertThatThrownBy(
            () ->
                Nym09Frames.frame(
                    ByteBufAllocator.DEFAULT, PacketSize.EXTENDED_8, PacketMode.MIX, given))
        .isInstanceOf(AssertionError.class);
    assertThat(given.refCnt()).isZero();
  }

  private static EmbeddedChannel channel() {
    return new EmbeddedChannel(new SphinxFrameCodec(MixnetGenerations.FRAME_HEADS));
  }

  private static FrameHead anyHead(Random random) {
    FrameForm[] forms = FrameForm.values();
    return MixnetGenerations.FRAME_HEADS.of(forms[random.nextInt(forms.length)]);
  }

  private static PacketSize anySize(Random random, FrameHead head) {
    return switch (random.nextInt(12)) {
      case 0 -> PacketSize.EXTENDED_32;
      case 1 -> head.canSay(PacketSize.EXTENDED_8) ? PacketSize.EXTENDED_8 : PacketSize.ACK;
      case 2 -> head.canSay(PacketSize.EXTENDED_16) ? PacketSize.EXTENDED_16 : PacketSize.ACK;
      case 3, 4, 5 -> PacketSize.ACK;
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
