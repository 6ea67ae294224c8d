package dev.postern.net.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import com.google.common.hash.Hashing;
import dev.postern.net.FrameForm;
import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.net.generations.MixnetGenerations;
import dev.postern.net.wire.UnknownFrameException.Reason;
import dev.postern.sphinx.PacketSize;
import dev.postern.testing.Vectors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Frames of the later generations, by the newest library of the reference. That library no longer
 * reads the oldest form, which Postern does: what it calls a legacy version is read as that form.
 */
class ModernFramesVectorsTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final Splitter WORDS = Splitter.on(' ');

  @TestFactory
  Stream<DynamicTest> encode_likeTheReference() {
    return tests("encode", ModernFramesVectorsTest::encodesAndDecodes);
  }

  @TestFactory
  Stream<DynamicTest> decode_likeTheReference() {
    return tests(
        "decode",
        vector ->
            assertThat(decode(HEX.parseHex(vector.required("frame").asText())))
                .isEqualTo(steps(vector)));
  }

  @TestFactory
  Stream<DynamicTest> rotation_likeTheReference() {
    return tests(
        "rotation",
        vector ->
            assertThat(SphinxKeyRotation.ofId(vector.required("rotation_id").asLong()).wireByte())
                .isEqualTo((byte) vector.required("key_rotation").asInt()));
  }

  private interface Check {
    void run(JsonNode vector);
  }

  private static Stream<DynamicTest> tests(String kind, Check check) {
    return Vectors.cases("modern/framing-modern.json", "cases")
        .filter(vector -> vector.required("kind").asText().equals(kind))
        .map(vector -> dynamicTest(name(vector), () -> check.run(vector)));
  }

  private static String name(JsonNode vector) {
    return vector.required("name").asText();
  }

  /** The name says what was encoded: "encode version 7 regular rotation 2". */
  private static void encodesAndDecodes(JsonNode vector) {
    List<String> words = WORDS.splitToList(name(vector));
    FrameHead head =
        MixnetGenerations.FRAME_HEADS.of(words.get(2).equals("7") ? FrameForm.B : FrameForm.C);
    PacketSize size = size(words.get(3));
    SphinxKeyRotation rotation =
        SphinxKeyRotation.ofWireByte(Integer.parseInt(words.get(5))).orElseThrow();
    byte[] expected = HEX.parseHex(vector.required("frame").asText());
    assertThat(HEX.formatHex(expected, 0, head.bytes()))
        .isEqualTo(vector.required("header").asText());
    ByteBuf packet = Unpooled.wrappedBuffer(expected, head.bytes(), expected.length - head.bytes());

    ByteBuf frame =
        SphinxFrameCodec.encode(
            ByteBufAllocator.DEFAULT, head, size, PacketMode.MIX, rotation, packet);

    assertThat(ByteBufUtil.getBytes(frame)).isEqualTo(expected);
    frame.release();
    assertThat(decode(expected)).isEqualTo(steps(vector));
  }

  private static PacketSize size(String name) {
    return PacketSize.valueOf(
        name.replaceAll("extended([0-9]+)", "extended_$1").toUpperCase(Locale.ROOT));
  }

  private static List<String> steps(JsonNode vector) {
    List<String> steps = new ArrayList<>();
    for (JsonNode step : vector.required("decoded")) {
      if (step.has("wait_for_more")) {
        steps.add("waits with " + step.required("left").asInt());
      } else if (step.has("error")) {
        steps.addAll(refusal(name(vector), step.required("error").asText()));
      } else {
        steps.add(
            frame(
                WORDS.splitToList(step.required("packet_size").asText()).get(0),
                step.required("packet_bytes").asInt(),
                step.required("packet_type").asInt(),
                step.required("key_rotation").asInt(),
                step.required("packet_sha").asText()));
      }
    }
    return steps;
  }

  private static List<String> refusal(String name, String error) {
    if (error.contains("legacy packet version") || error.contains("unsupported packet version")) {
      return oldestForm(name);
    }
    if (error.startsWith("the packet size information")) {
      return List.of(name.contains("Outfox") ? "refuses OUTFOX" : "refuses SIZE");
    }
    if (error.contains("outfox")) {
      return List.of("refuses OUTFOX");
    }
    if (error.startsWith("the packet mode information")) {
      return List.of("refuses MODE");
    }
    assertThat(error).startsWith("the sphinx key rotation information");
    return List.of("refuses ROTATION");
  }

  /** Where the reference sees a version that it can't read, and Postern a size byte. */
  private static List<String> oldestForm(String name) {
    return switch (name) {
      case "decode version 1" -> List.of("waits with 388"); // a regular packet, not all of it
      case "decode version 2, legacy ack frame" ->
          List.of(
              "ack 386 MIX UNKNOWN"
                  + " 3b20a2f3e8e86a4bafced99ebdc9c3a3e69b7d310634d707645fb4bb28c4666d",
              "waits with 0");
      case "decode good frame, then a bad version" -> List.of("waits with 3"); // an extended one
      default -> List.of("refuses " + Reason.SIZE);
    };
  }

  private static String frame(String size, int bytes, int type, int rotation, String sha256) {
    assertThat(type).isZero();
    return String.join(
        " ",
        size,
        Integer.toString(bytes),
        PacketMode.MIX.name(),
        SphinxKeyRotation.ofWireByte(rotation).orElseThrow().name(),
        sha256);
  }

  private static List<String> decode(byte[] stream) {
    EmbeddedChannel channel =
        new EmbeddedChannel(new SphinxFrameCodec(MixnetGenerations.FRAME_HEADS));
    String refusal = null;
    try {
      channel.writeInbound(channel.alloc().heapBuffer().writeBytes(stream));
    } catch (UnknownFrameException e) {
      refusal = "refuses " + e.reason();
    }
    List<String> steps = new ArrayList<>();
    int left = stream.length;
    for (FramedSphinxPacket frame = channel.readInbound();
        frame != null;
        frame = channel.readInbound()) {
      byte[] packet = ByteBufUtil.getBytes(frame.packet());
      steps.add(
          String.join(
              " ",
              frame.size().name().toLowerCase(Locale.ROOT).replace("_", ""),
              Integer.toString(packet.length),
              frame.mode().name(),
              frame.rotation().name(),
              Hashing.sha256().hashBytes(packet).toString()));
      left -= MixnetGenerations.FRAME_HEADS.frameBytes(frame.form(), frame.size());
      frame.packet().release();
    }
    steps.add(refusal == null ? "waits with " + left : refusal);
    assertThat(channel.finish()).isFalse();
    return steps;
  }
}
