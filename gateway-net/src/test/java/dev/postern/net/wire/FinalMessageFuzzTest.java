package dev.postern.net.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.CountedBuffers;
import dev.postern.net.FrameForm;
import dev.postern.net.MixPacket;
import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.net.nym09.HandshakeVector;
import dev.postern.net.wire.InvalidMessageException.Reason;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import dev.postern.testing.Vectors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The size of a packet and the plaintext of its final hop: refused for the reason that is due, or
 * cut so that the parts are the whole.
 */
class FinalMessageFuzzTest extends FuzzTarget {
  private static final DestinationAddress CLIENT = DestinationAddress.read(new byte[32], 0);
  private static final int MARGIN = 5;

  @Override
  protected void check(byte[] input) {
    FuzzInput fuzz = new FuzzInput(input);
    PacketSize size =
        switch (fuzz.number() % 3) {
          case 0 -> PacketSize.REGULAR;
          case 1 -> PacketSize.ACK;
          default -> PacketSize.EXTENDED_8;
        };
    byte[] plaintext = fuzz.rest();
    CountedBuffers buffers = new CountedBuffers();
    ByteBuf buffer = buffers.allocator().heapBuffer();
    buffer.writeZero(MARGIN).writeBytes(plaintext).writeZero(MARGIN);
    ByteBuf slice = buffer.slice(MARGIN, plaintext.length);
    try {
      FramedSphinxPacket carrier =
          new FramedSphinxPacket(size, PacketMode.MIX, SphinxKeyRotation.ODD, FrameForm.C, buffer);
      FinalMessage message = FinalMessage.split(carrier, CLIENT, slice);
      assertThat(refusal(size, plaintext)).isNull();
      assertThat(message.isShort()).isEqualTo(isShort(size, plaintext));
      checkParts(message.copy(), plaintext);
      checkParts(message, plaintext);
    } catch (InvalidMessageException e) {
      assertThat(e.reason()).isEqualTo(refusal(size, plaintext));
    }
    assertThat(slice.readerIndex()).isZero();
    assertThat(buffer.release()).isTrue();
    assertThat(buffers.bytesInUse()).isZero();
  }

  private static void checkParts(FinalMessage message, byte[] plaintext) {
    assertThat(message.destination()).isEqualTo(CLIENT);
    byte[] content = ByteBufUtil.getBytes(message.content());
    if (message instanceof FinalMessage.Message withAck) {
      SurbAck ack = withAck.surbAck();
      byte[] address = Arrays.copyOf(plaintext, 19);
      ack.firstHop().write(address, 0, ack.firstHop().unpaddedBytes());
      assertThat(FuzzInput.of(address, ByteBufUtil.getBytes(ack.packet()), content))
          .isEqualTo(plaintext);
      MixPacket packet = ack.toMixPacket();
      assertThat(packet.nextHop()).isEqualTo(ack.firstHop());
      assertThat(packet.rotation()).isEqualTo(SphinxKeyRotation.ODD);
      assertThat(packet.form()).isEqualTo(FrameForm.C);
      assertThat(ByteBufUtil.getBytes(packet.packet()))
          .isEqualTo(Arrays.copyOfRange(plaintext, 19, 405));
      packet.packet().release();
    } else {
      assertThat(content).isEqualTo(plaintext);
    }
  }

  private static @Nullable Reason refusal(PacketSize size, byte[] plaintext) {
    if (size == PacketSize.ACK) {
      return null;
    }
    if (plaintext.length < 405) {
      return Reason.NO_SURB_ACK;
    }
    return plaintext[0] != 4 && plaintext[0] != 6 ? Reason.SURB_ACK_ADDRESS : null;
  }

  private static boolean isShort(PacketSize size, byte[] plaintext) {
    return size == PacketSize.ACK ? plaintext.length != 21 : plaintext.length < 437;
  }

  @Override
  protected List<byte[]> seeds() {
    Stream<byte[]> messages =
        Vectors.cases("surb-acks.json", "packets")
            .map(vector -> HandshakeVector.hex(vector.required("final_plaintext")))
            .limit(4)
            .flatMap(
                plaintext ->
                    Stream.of(
                        FuzzInput.of(FuzzInput.numbers(0), Arrays.copyOf(plaintext, 460)),
                        FuzzInput.of(FuzzInput.numbers(2), Arrays.copyOf(plaintext, 437))));
    byte[] ack = FuzzInput.of(FuzzInput.numbers(1), new byte[21]);
    return Stream.concat(messages, Stream.of(ack)).toList();
  }

  @Override
  protected int maxBytes() {
    return 600;
  }
}
