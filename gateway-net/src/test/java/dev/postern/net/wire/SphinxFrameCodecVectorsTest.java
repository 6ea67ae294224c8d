package dev.postern.net.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.net.FrameForm;
import dev.postern.net.Nym09Frames;
import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.net.generations.MixnetGenerations;
import dev.postern.sphinx.PacketSize;
import dev.postern.testing.Vectors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Frames and streams of Nym 0.9, by the reference of that time. */
class SphinxFrameCodecVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  @TestFactory
  Stream<DynamicTest> encode_likeTheReference() {
    return Vectors.cases("framing.json", "frames")
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.required("name").asText(),
                    () ->
                        assertThat(encoded(vector))
                            .isEqualTo(wholeFrame(vector))
                            .hasSize(2 * vector.required("frame_length").asInt())));
  }

  @TestFactory
  Stream<DynamicTest> decode_frames_likeTheReference() {
    return Vectors.cases("framing.json", "frames")
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.required("name").asText(),
                    () -> decodesTo(wholeFrame(vector), vector.required("decoded"))));
  }

  @TestFactory
  Stream<DynamicTest> decode_streams_likeTheReference() {
    return Vectors.cases("framing.json", "streams")
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.required("name").asText(),
                    () ->
                        decodesTo(vector.required("stream").asText(), vector.required("decoded"))));
  }

  private static String wholeFrame(JsonNode vector) {
    return vector.required("frame_header").asText() + vector.required("packet").asText();
  }

  private static String encoded(JsonNode vector) {
    ByteBuf frame =
        Nym09Frames.frame(
            ByteBufAllocator.DEFAULT,
            size(vector),
            PacketMode.valueOf(upper(vector, "mode")),
            Unpooled.wrappedBuffer(HEX.parseHex(vector.required("packet").asText())));
    try {
      return ByteBufUtil.hexDump(frame);
    } finally {
      frame.release();
    }
  }

  /** What was the only extended one then. */
  private static PacketSize size(JsonNode vector) {
    String name = upper(vector, "size");
    return name.equals("EXTENDED") ? PacketSize.EXTENDED_32 : PacketSize.valueOf(name);
  }

  private static String upper(JsonNode vector, String field) {
    return vector.required(field).asText().toUpperCase(Locale.ROOT);
  }

  private static void decodesTo(String stream, JsonNode decoded) {
    List<String> expected = new ArrayList<>();
    decoded.forEach(step -> expected.add(describe(step)));
    assertThat(decode(HEX.parseHex(stream))).isEqualTo(expected);
  }

  private static String describe(JsonNode step) {
    return switch (step.required("kind").asText()) {
      case "frame" ->
          String.join(
              " ",
              "frame",
              size(step).name(),
              upper(step, "mode"),
              step.required("packet_length").asText(),
              step.required("packet_sha256").asText());
      case "need-more" -> "need-more " + step.required("bytes_left").asText();
      case "error" ->
          switch (step.required("error").asText()) {
            case "InvalidPacketSize" -> "error SIZE";
            case "InvalidPacketMode" -> "error MODE";
            default -> "an error that no decoder of ours makes";
          };
      default -> "a step that no decoder of ours makes";
    };
  }

  private static List<String> decode(byte[] stream) {
    EmbeddedChannel channel =
        new EmbeddedChannel(new SphinxFrameCodec(MixnetGenerations.FRAME_HEADS));
    String error = null;
    try {
      channel.writeInbound(channel.alloc().heapBuffer().writeBytes(stream));
    } catch (UnknownFrameException e) {
      error = "error " + e.reason();
    }
    List<String> steps = new ArrayList<>();
    int left = stream.length;
    for (FramedSphinxPacket frame = channel.readInbound();
        frame != null;
        frame = channel.readInbound()) {
      steps.add(describe(frame));
      assertThat(frame.form()).isEqualTo(FrameForm.A);
      assertThat(frame.rotation()).isEqualTo(SphinxKeyRotation.UNKNOWN);
      left -= Nym09Frames.bytes(frame.size());
      frame.packet().release();
    }
    steps.add(error == null ? "need-more " + left : error);
    assertThat(channel.finish()).isFalse();
    return steps;
  }

  private static String describe(FramedSphinxPacket frame) {
    return String.join(
        " ",
        "frame",
        frame.size().name(),
        frame.mode().name(),
        String.valueOf(frame.packet().readableBytes()),
        sha256(ByteBufUtil.getBytes(frame.packet())));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
