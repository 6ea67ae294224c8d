package dev.postern.net.nym09;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.net.MixPacket;
import dev.postern.net.nym09.BinaryMessageCodec.Opening;
import dev.postern.net.nym09.BinaryRequest.ForwardSphinx;
import dev.postern.net.nym09.BinaryRequest.Refused;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.testing.Vectors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The reference's binary frames, in heap and in direct buffers. */
class BinaryRequestVectorsTest {
  private static final String FILE = "channel.json";
  private static final HexFormat HEX = HexFormat.of();
  private static final ByteBufAllocator ALLOCATOR = ByteBufAllocator.DEFAULT;

  private final BinaryMessageCodec codec =
      new BinaryMessageCodec(
          SharedKeys.fromBytes(hex(Vectors.file(FILE).required("shared_keys"))),
          CryptoEngine.best().newPrimitives());

  @TestFactory
  Stream<DynamicTest> read_forward_givesThePacket() {
    return forwards().flatMap(vector -> inBothBuffers(vector, this::givesThePacket));
  }

  @TestFactory
  Stream<DynamicTest> write_forward_likeTheReference() {
    return forwards()
        .map(vector -> dynamicTest(name(vector), () -> isWrittenLikeTheReference(vector)));
  }

  @TestFactory
  Stream<DynamicTest> read_malformed_isAnsweredLikeTheReference() {
    return Vectors.cases(FILE, "forward_malformed")
        .flatMap(vector -> inBothBuffers(vector, this::isRefused));
  }

  @TestFactory
  Stream<DynamicTest> seal_pushed_likeTheReference() {
    return Vectors.cases(FILE, "pushed")
        .map(
            vector ->
                dynamicTest(
                    vector.required("message_length").asText(),
                    () -> {
                      byte[] message = hex(vector.required("message"));
                      ByteBuf frame = codec.seal(ALLOCATOR, ByteBuffer.wrap(message));
                      assertThat(ByteBufUtil.hexDump(frame))
                          .isEqualTo(vector.required("wire").asText());
                      assertThat(codec.open(frame)).isEqualTo(Opening.OPENED);
                      assertThat(ByteBufUtil.getBytes(frame)).isEqualTo(message);
                      frame.release();
                    }));
  }

  @TestFactory
  Stream<DynamicTest> open_malformedPush_isRefusedLikeByTheReference() {
    return Vectors.cases(FILE, "pushed_malformed")
        .flatMap(
            vector ->
                inBothBuffers(
                    vector,
                    (same, frame) -> {
                      String before = ByteBufUtil.hexDump(frame);
                      assertThat(codec.open(frame))
                          .isEqualTo(
                              frame.readableBytes() < BinaryMessageCodec.MAC_BYTES
                                  ? Opening.TOO_SHORT
                                  : Opening.WRONG_MAC);
                      assertThat(ByteBufUtil.hexDump(frame)).isEqualTo(before);
                    }));
  }

  @Test
  void longestFrame_isAnExtendedPacketForAnIpv6Address() {
    assertThat(BinaryMessageCodec.LONGEST_FRAME_BYTES).isEqualTo(33185);
  }

  @Test
  void seal_readOnlyView_leavesItAlone() {
    ByteBuffer message = ByteBuffer.wrap(new byte[] {1, 2, 3}).asReadOnlyBuffer();
    ByteBuf frame = codec.seal(ALLOCATOR, message);
    assertThat(message.remaining()).isEqualTo(3);
    assertThat(codec.open(frame)).isEqualTo(Opening.OPENED);
    assertThat(ByteBufUtil.getBytes(frame)).containsExactly(1, 2, 3);
    frame.release();
  }

  private void givesThePacket(JsonNode vector, ByteBuf frame) {
    ForwardSphinx request = (ForwardSphinx) BinaryRequest.read(frame, codec);
    MixPacket packet = request.packet();
    if (vector.hasNonNull("first_hop")) {
      assertThat(socket(packet)).isEqualTo(vector.required("first_hop").asText());
      assertThat(packet.mode().name().toLowerCase(Locale.ROOT))
          .isEqualTo(vector.required("mode").asText());
      assertThat(packet.size().name().toLowerCase(Locale.ROOT).replace("extended_32", "extended"))
          .isEqualTo(vector.required("size").asText());
    }
    assertThat(plaintext(vector)).endsWith(ByteBufUtil.hexDump(packet.packet()));
    assertThat(packet.packet().readableBytes()).isEqualTo(packet.size().packetBytes());
    packet.packet().release();
  }

  private void isWrittenLikeTheReference(JsonNode vector) {
    String wire = vector.required("wire").asText();
    ByteBuf frame = Unpooled.wrappedBuffer(HEX.parseHex(wire));
    MixPacket packet = ((ForwardSphinx) BinaryRequest.read(frame, codec)).packet();
    ByteBuf written = BinaryRequest.write(packet, codec, ALLOCATOR);
    assertThat(ByteBufUtil.hexDump(written)).isEqualTo(wire);
    written.release();
    packet.packet().release();
    frame.release();
  }

  private void isRefused(JsonNode vector, ByteBuf frame) {
    Refused refused = (Refused) BinaryRequest.read(frame, codec);
    String answer = ControlMessageCodec.write(refused.answer());
    if (vector.hasNonNull("response")) {
      assertThat(answer).isEqualTo(vector.required("response").asText());
    } else {
      // The reference dies of it.
      assertThat(answer).startsWith("{\"type\":\"error\",\"message\":\"provided mix packet was");
    }
  }

  private static Stream<JsonNode> forwards() {
    return Stream.concat(
        Vectors.cases(FILE, "forward"), Vectors.cases(FILE, "forward_odd_but_accepted"));
  }

  private interface Check {
    void check(JsonNode vector, ByteBuf frame);
  }

  private static Stream<DynamicTest> inBothBuffers(JsonNode vector, Check check) {
    byte[] wire = hex(vector.required("wire"));
    return Stream.of("heap", "direct")
        .map(
            kind ->
                dynamicTest(
                    name(vector) + ", " + kind,
                    () -> {
                      ByteBuf frame =
                          kind.equals("heap")
                              ? ALLOCATOR.heapBuffer(wire.length + 3)
                              : ALLOCATOR.directBuffer(wire.length + 3);
                      // Not at the beginning of its buffer, as on a socket.
                      frame.writeMedium(0).writeBytes(wire).skipBytes(3);
                      check.check(vector, frame);
                      assertThat(frame.refCnt()).isEqualTo(1);
                      frame.release();
                    }));
  }

  private static String plaintext(JsonNode vector) {
    return vector.hasNonNull("plaintext")
        ? vector.required("plaintext").asText()
        : vector.required("header").asText() + vector.required("packet").asText();
  }

  private static String socket(MixPacket packet) {
    InetSocketAddress address = packet.nextHop().toSocketAddress();
    return NetUtil.toSocketAddressString(address);
  }

  private static String name(JsonNode vector) {
    return vector.required("name").asText();
  }

  private static byte[] hex(JsonNode node) {
    return HEX.parseHex(node.asText());
  }
}
