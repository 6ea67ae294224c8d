package dev.postern.net.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.net.FrameForm;
import dev.postern.net.MixPacket;
import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FinalMessageTest {
  private static final DestinationAddress CLIENT = DestinationAddress.read(new byte[32], 0);
  private static final NodeAddress IPV4 = NodeAddress.of(new InetSocketAddress("10.1.2.3", 1789));
  private static final NodeAddress IPV6 = NodeAddress.of(new InetSocketAddress("fd00::7", 1789));

  @Test
  void sizes_fitTogether() {
    assertThat(SurbAck.PACKET_BYTES).isEqualTo(PacketSize.ACK.packetBytes());
    assertThat(SurbAck.BYTES).isEqualTo(405);
    assertThat(FinalMessage.ACK_BYTES).isEqualTo(PacketSize.ACK.plaintextBytes());
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ACK"})
  void split_message_isCutBehindTheSurbAck(PacketSize size) throws InvalidMessageException {
    byte[] plaintext = plaintext(IPV6, size.plaintextBytes() - SurbAck.BYTES);

    FinalMessage message = split(size, plaintext);

    assertThat(message)
        .isInstanceOfSatisfying(
            FinalMessage.Message.class,
            it -> {
              assertThat(it.destination()).isEqualTo(CLIENT);
              assertThat(it.surbAck().firstHop()).isEqualTo(IPV6);
              assertThat(ByteBufUtil.getBytes(it.surbAck().packet()))
                  .isEqualTo(Arrays.copyOfRange(plaintext, 19, 405));
              assertThat(ByteBufUtil.getBytes(it.content()))
                  .isEqualTo(Arrays.copyOfRange(plaintext, 405, plaintext.length));
            });
  }

  @Test
  void split_sliceOfALargerBuffer_readsAtItsOwnOffset() throws InvalidMessageException {
    byte[] plaintext = plaintext(IPV4, 50);
    byte[] larger = new byte[plaintext.length + 30];
    System.arraycopy(plaintext, 0, larger, 17, plaintext.length);
    ByteBuf slice =
        Unpooled.wrappedBuffer(larger, 10, larger.length - 10).slice(7, plaintext.length);

    FinalMessage message = FinalMessage.split(frame(PacketSize.REGULAR, slice), CLIENT, slice);

    assertThat(((FinalMessage.Message) message).surbAck().firstHop()).isEqualTo(IPV4);
    assertThat(ByteBufUtil.getBytes(message.content()))
        .isEqualTo(Arrays.copyOfRange(plaintext, 405, plaintext.length));
  }

  @Test
  void split_junkInTheAddressPadding_isNotLookedAt() throws InvalidMessageException {
    byte[] plaintext = plaintext(IPV4, 32);
    Arrays.fill(plaintext, IPV4.unpaddedBytes(), SurbAck.ADDRESS_BYTES, (byte) 0xee);

    FinalMessage message = split(PacketSize.REGULAR, plaintext);

    assertThat(((FinalMessage.Message) message).surbAck().firstHop()).isEqualTo(IPV4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 404})
  void split_lessThanASurbAck_isRefused(int length) {
    byte[] plaintext = Arrays.copyOf(plaintext(IPV4, 32), length);
    assertThat(refusal(PacketSize.REGULAR, plaintext))
        .isEqualTo(InvalidMessageException.Reason.NO_SURB_ACK);
    assertThat(refusal(PacketSize.EXTENDED_8, plaintext))
        .isEqualTo(InvalidMessageException.Reason.NO_SURB_ACK);
  }

  /** Whose it is decides what becomes of it: see DeliveryTest. */
  @ParameterizedTest
  @CsvSource({"405, true", "436, true", "437, false"})
  void split_messageBelow32Bytes_isShort(int length, boolean isShort)
      throws InvalidMessageException {
    byte[] plaintext = Arrays.copyOf(plaintext(IPV4, 32), length);
    FinalMessage message = split(PacketSize.REGULAR, plaintext);
    assertThat(message.isShort()).isEqualTo(isShort);
    assertThat(message.content().readableBytes()).isEqualTo(length - 405);
  }

  @ParameterizedTest
  @ValueSource(bytes = {0, 1, 2, 3, 5, 7, -1})
  void split_unknownAddressType_dropsTheWholeMessage(byte type) {
    byte[] plaintext = plaintext(IPV4, 100);
    plaintext[0] = type;
    assertThat(refusal(PacketSize.REGULAR, plaintext))
        .isEqualTo(InvalidMessageException.Reason.SURB_ACK_ADDRESS);
  }

  @ParameterizedTest
  @CsvSource({"0, true", "5, true", "20, true", "21, false"})
  void split_ackPacketOfAnotherLength_isShort(int length, boolean isShort)
      throws InvalidMessageException {
    FinalMessage message = split(PacketSize.ACK, new byte[length]);
    assertThat(message).isInstanceOf(FinalMessage.Ack.class);
    assertThat(message.isShort()).isEqualTo(isShort);
  }

  @Test
  void split_ackPacket_isTheWholePlaintext() throws InvalidMessageException {
    byte[] plaintext = new byte[FinalMessage.ACK_BYTES];
    new Random(1).nextBytes(plaintext);

    FinalMessage message = split(PacketSize.ACK, plaintext);

    assertThat(message).isInstanceOf(FinalMessage.Ack.class);
    assertThat(ByteBufUtil.getBytes(message.content())).isEqualTo(plaintext);
  }

  @Test
  void split_refusal_hasNoStackTrace() {
    assertThatThrownBy(() -> split(PacketSize.REGULAR, new byte[0]))
        .isInstanceOfSatisfying(
            InvalidMessageException.class, e -> assertThat(e.getStackTrace()).isEmpty());
  }

  @Test
  void toMixPacket_isACopyThatOutlivesThePlaintext() throws InvalidMessageException {
    byte[] bytes = plaintext(IPV6, 40);
    ByteBuf plaintext = ByteBufAllocator.DEFAULT.heapBuffer().writeBytes(bytes);
    SurbAck surbAck =
        ((FinalMessage.Message)
                FinalMessage.split(
                    new FramedSphinxPacket(
                        PacketSize.REGULAR,
                        PacketMode.VPN,
                        SphinxKeyRotation.EVEN,
                        FrameForm.B,
                        plaintext),
                    CLIENT,
                    plaintext))
            .surbAck();

    MixPacket ack = surbAck.toMixPacket();

    assertThat(plaintext.release()).as("nothing holds on to the plaintext").isTrue();
    assertThat(ack.nextHop()).isEqualTo(IPV6);
    assertThat(ack.size()).isEqualTo(PacketSize.ACK);
    assertThat(ack.mode()).isEqualTo(PacketMode.VPN);
    assertThat(ack.rotation()).isEqualTo(SphinxKeyRotation.EVEN);
    assertThat(ack.form()).isEqualTo(FrameForm.B);
    assertThat(ByteBufUtil.getBytes(ack.packet())).isEqualTo(Arrays.copyOfRange(bytes, 19, 405));
    ack.packet().release();
  }

  @Test
  void copy_outlivesThePacket() throws InvalidMessageException {
    byte[] bytes = plaintext(IPV6, 5);
    ByteBuf plaintext = ByteBufAllocator.DEFAULT.heapBuffer().writeBytes(bytes);

    FinalMessage copy =
        FinalMessage.split(frame(PacketSize.REGULAR, plaintext), CLIENT, plaintext).copy();
    plaintext.setZero(0, plaintext.capacity());

    assertThat(plaintext.release()).as("nothing holds on to the packet").isTrue();
    assertThat(ByteBufUtil.getBytes(copy.content())).isEqualTo(Arrays.copyOfRange(bytes, 405, 410));
    MixPacket ack = ((FinalMessage.Message) copy).surbAck().toMixPacket();
    assertThat(ByteBufUtil.getBytes(ack.packet())).isEqualTo(Arrays.copyOfRange(bytes, 19, 405));
    ack.packet().release();
  }

  @Test
  void toString_printsNoContent() throws InvalidMessageException {
    assertThat(split(PacketSize.REGULAR, plaintext(IPV4, 40)).toString()).contains("40 bytes");
  }

  private static FinalMessage split(PacketSize size, byte[] plaintext)
      throws InvalidMessageException {
    ByteBuf buffer = Unpooled.wrappedBuffer(plaintext);
    return FinalMessage.split(frame(size, buffer), CLIENT, buffer);
  }

  private static FramedSphinxPacket frame(PacketSize size, ByteBuf packet) {
    return new FramedSphinxPacket(size, PacketMode.MIX, packet);
  }

  /** Null if there is none. */
  private static InvalidMessageException.Reason refusal(PacketSize size, byte[] plaintext) {
    try {
      split(size, plaintext);
      return null;
    } catch (InvalidMessageException e) {
      return e.reason();
    }
  }

  private static byte[] plaintext(NodeAddress firstHop, int messageBytes) {
    byte[] plaintext = new byte[SurbAck.BYTES + messageBytes];
    new Random(messageBytes).nextBytes(plaintext);
    firstHop.write(plaintext, 0, SurbAck.ADDRESS_BYTES);
    return plaintext;
  }
}
