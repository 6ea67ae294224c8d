package dev.postern.net.nym2025;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.net.InetAddresses;
import dev.postern.net.CountedBuffers;
import dev.postern.net.FrameForm;
import dev.postern.net.MixPacket;
import dev.postern.net.PacketMode;
import dev.postern.net.wire.RequestFault;
import dev.postern.net.wire.SessionStep;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The reference's binary frames, in both directions. */
class Nym2025ChannelVectorsTest {
  private static final String TO_GATEWAY = "client to gateway";
  private static final String BAD_FLAG = "the encryption flag had an unexpected value";

  private final CountedBuffers buffers = new CountedBuffers();

  static Stream<ModernVector> frames(String direction) {
    return ModernVector.of("channel-modern.json")
        .filter(vector -> vector.json().has("frame"))
        .filter(vector -> vector.json().required("direction").asText().equals(direction));
  }

  /** These record the reference: it takes them, or dies of them. */
  static boolean saysUnencrypted(ModernVector vector) {
    byte[] frame = vector.hex("frame");
    return frame.length > 1 && frame[1] == 0;
  }

  @TestFactory
  Stream<DynamicTest> request_isForwardedOrRefused_likeTheReferenceSays() {
    return frames(TO_GATEWAY)
        .filter(vector -> !saysUnencrypted(vector))
        .map(vector -> dynamicTest(vector.name(), () -> isRead(vector)));
  }

  private void isRead(ModernVector vector) {
    ByteBuf frame = frame(vector);
    SessionStep step = channel(vector).receive(frame);
    if (vector.outcome().required("ok").asBoolean()) {
      assertForwards(((SessionStep.Forward) step).packet(), vector.outcome());
    } else {
      assertThat(((SessionStep.Refuse) step).words())
          .isEqualTo(
              Refusals.error(
                  "Provided binary request was malformed - "
                      + vector.outcome().required("error").asText()));
    }
    frame.release();
    assertThat(buffers.bytesInUse()).isZero();
  }

  private static void assertForwards(MixPacket packet, JsonNode outcome) {
    assertThat(ByteBufUtil.hexDump(packet.packet())).isEqualTo(outcome.required("packet").asText());
    assertThat(text(packet.nextHop().toSocketAddress()))
        .isEqualTo(outcome.required("next_hop").asText());
    assertThat(packet.mode()).isEqualTo(PacketMode.MIX);
    assertThat(packet.rotation().wireByte())
        .isEqualTo((byte) outcome.required("key_rotation").asInt());
    assertThat(packet.form())
        .isEqualTo(outcome.required("kind").asInt() == 1 ? FrameForm.B : FrameForm.C);
    assertThat(packet.size().packetBytes()).isEqualTo(packet.packet().readableBytes());
    packet.packet().release();
  }

  private static String text(InetSocketAddress address) {
    return (address.getAddress() instanceof Inet6Address
            ? "[" + short6(address) + "]"
            : address.getAddress().getHostAddress())
        + ":"
        + address.getPort();
  }

  private static String short6(InetSocketAddress address) {
    return InetAddresses.toAddrString(address.getAddress());
  }

  @TestFactory
  Stream<DynamicTest> request_thatSaysThatItIsNotEncrypted_isRefusedUnlikeByTheReference() {
    return frames(TO_GATEWAY)
        .filter(Nym2025ChannelVectorsTest::saysUnencrypted)
        .map(
            vector ->
                dynamicTest(
                    vector.name(),
                    () -> {
                      ByteBuf frame = frame(vector);
                      assertThat(channel(vector).receive(frame))
                          .isEqualTo(PacketRequests.refuse(RequestFault.UNENCRYPTED, BAD_FLAG));
                      frame.release();
                    }));
  }

  @TestFactory
  Stream<DynamicTest> push_sealedUnderItsNonce_isTheReferencesFrame() {
    return frames("gateway to client")
        .filter(vector -> vector.name().startsWith("push of"))
        .map(
            vector ->
                dynamicTest(
                    vector.name(),
                    () -> {
                      ByteBuf frame =
                          sealing(vector)
                              .seal(
                                  buffers.allocator(),
                                  1,
                                  vector.hex("nonce"),
                                  ByteBuffer.wrap(vector.hex("plaintext")));
                      assertThat(ByteBufUtil.hexDump(frame)).isEqualTo(vector.text("frame"));
                      frame.release();
                    }));
  }

  /** Our own client doesn't take unencrypted ones either. */
  @TestFactory
  Stream<DynamicTest> push_isReadByOurClient_likeTheReferenceSays() {
    Set<String> unlike = Set.of("malformed push: plaintext flag");
    return frames("gateway to client")
        .map(
            vector ->
                dynamicTest(
                    vector.name(),
                    () -> {
                      ByteBuf frame = frame(vector);
                      boolean opened = client(vector).openPushed(frame);
                      assertThat(opened)
                          .isEqualTo(
                              vector.outcome().required("ok").asBoolean()
                                  && !unlike.contains(vector.name()));
                      if (opened) {
                        assertThat(ByteBufUtil.hexDump(frame))
                            .isEqualTo(vector.outcome().required("message").asText());
                      }
                      frame.release();
                    }));
  }

  /** Written by our client under the same nonce. */
  @TestFactory
  Stream<DynamicTest> request_writtenAgain_isTheReferencesFrame() {
    return frames(TO_GATEWAY)
        .filter(vector -> vector.name().startsWith("request kind"))
        .map(vector -> dynamicTest(vector.name(), () -> isWritten(vector)));
  }

  private void isWritten(ModernVector vector) {
    ByteBuf frame = frame(vector);
    MixPacket packet = ((SessionStep.Forward) channel(vector).receive(frame)).packet();
    ByteBuf written =
        client(vector)
            .request(vector.outcome().required("kind").asInt(), packet, buffers.allocator());
    assertThat(ByteBufUtil.hexDump(written)).isEqualTo(vector.text("frame"));
    written.release();
    packet.packet().release();
    frame.release();
  }

  private ByteBuf frame(ModernVector vector) {
    return buffers.allocator().heapBuffer().writeBytes(vector.hex("frame"));
  }

  private static GcmSivKey key(ModernVector vector) {
    return GcmSivKey.fromBytes(
        vector.json().has("shared_key")
            ? vector.hex("shared_key")
            : HexFormat.of().parseHex("00".repeat(32)));
  }

  private static Nym2025Channel channel(ModernVector vector) {
    return new Nym2025Channel(key(vector), ModernVector.side());
  }

  private static SealedFrames sealing(ModernVector vector) {
    return new SealedFrames(key(vector), ModernVector.ENGINE.newPrimitives());
  }

  private static ClientLink client(ModernVector vector) {
    ScriptedRandom random =
        vector.json().has("nonce") ? new ScriptedRandom(vector.hex("nonce")) : new ScriptedRandom();
    return new ClientLink(key(vector), ModernVector.ENGINE.newPrimitives(), random);
  }
}
