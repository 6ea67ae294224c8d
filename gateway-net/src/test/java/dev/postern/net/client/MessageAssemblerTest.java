package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageAssemblerTest {
  private static final int LIMIT = 300;

  @Test
  void fragmentsOfAnyLengths_areTheMessage() {
    for (int seed = 0; seed < 1000; seed++) {
      Random random = new Random(seed);
      byte[] message = new byte[random.nextInt(LIMIT + 1)];
      random.nextBytes(message);
      fragmentsAreTheMessage(message, random);
    }
  }

  private static void fragmentsAreTheMessage(byte[] message, Random random) {
    EmbeddedChannel channel = channel(LIMIT);
    int at = 0;
    boolean first = true;
    boolean last;
    do {
      int end = at + random.nextInt(message.length - at + 1);
      last = end == message.length && random.nextBoolean();
      ByteBuf part = Unpooled.copiedBuffer(message, at, end - at);
      channel.writeInbound(
          first
              ? new BinaryWebSocketFrame(last, 0, part)
              : new ContinuationWebSocketFrame(last, 0, part));
      if (!last) {
        channel.writeInbound(new PongWebSocketFrame());
        channel.<PongWebSocketFrame>readInbound().release();
      }
      at = end;
      first = false;
    } while (!last);
    BinaryWebSocketFrame whole = channel.readInbound();
    assertThat(ByteBufUtil.getBytes(whole.content())).isEqualTo(message);
    whole.release();
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void textWhoseCharacterIsCutInTwo_isText() {
    EmbeddedChannel channel = channel(LIMIT);
    byte[] text = "é".getBytes(StandardCharsets.UTF_8);
    channel.writeInbound(
        new TextWebSocketFrame(false, 0, Unpooled.wrappedBuffer(text, 0, 1)),
        new ContinuationWebSocketFrame(true, 0, Unpooled.wrappedBuffer(text, 1, 1)));
    TextWebSocketFrame whole = channel.readInbound();
    assertThat(whole.text()).isEqualTo("é");
    whole.release();
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void textThatIsNoUtf8_isInvalidPayloadData() {
    refuses(
        new TextWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {(byte) 0xff})),
        WebSocketCloseStatus.INVALID_PAYLOAD_DATA);
  }

  @Test
  void firstFragmentTooLong_isTooBig() {
    exceeds(
        channel(LIMIT),
        new BinaryWebSocketFrame(false, 0, Unpooled.wrappedBuffer(new byte[LIMIT + 1])),
        "TOO_BIG");
  }

  @Test
  void endInTheMidstOfAMessage_releasesIt() {
    EmbeddedChannel channel = channel(LIMIT);
    channel.writeInbound(new BinaryWebSocketFrame(false, 0, Unpooled.wrappedBuffer(new byte[10])));
    assertThat(channel.finish()).isFalse(); // LeakCheck sees to the rest
  }

  private static void refuses(WebSocketFrame frame, WebSocketCloseStatus status) {
    EmbeddedChannel channel = channel(LIMIT);
    assertThatThrownBy(() -> channel.writeInbound(frame))
        .isInstanceOfSatisfying(
            CorruptedWebSocketFrameException.class,
            violation -> assertThat(violation.closeStatus()).isEqualTo(status));
    assertThat(frame.refCnt()).isZero();
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void fragmentsBeyondTheLimit_areTooMany() {
    EmbeddedChannel channel = channel(LIMIT);
    channel.writeInbound(new BinaryWebSocketFrame(false, 0, Unpooled.EMPTY_BUFFER));
    for (int i = 1; i < MessageAssembler.MAX_FRAGMENTS; i++) {
      channel.writeInbound(new ContinuationWebSocketFrame(false, 0, Unpooled.EMPTY_BUFFER));
    }
    exceeds(channel, new ContinuationWebSocketFrame(true, 0, Unpooled.EMPTY_BUFFER), "TOO_MANY");
  }

  @Test
  void strangersMessage_isNoLongerThanAText() {
    int most = MessageAssembler.STRANGERS_BYTES;
    EmbeddedChannel channel = channel(3 * most);
    channel.writeInbound(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[most])));
    channel.<BinaryWebSocketFrame>readInbound().release();
    exceeds(
        channel, new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[most + 1])), "TOO_BIG");
  }

  @Test
  void clientsMessage_isAsLongAsAPacket_textsToo() {
    int most = 3 * MessageAssembler.STRANGERS_BYTES;
    EmbeddedChannel channel = new EmbeddedChannel();
    Standing known = standing(channel);
    known.becomesKnown();
    channel.pipeline().addLast(new MessageAssembler(most, known));
    channel.writeInbound(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[most])));
    channel.<BinaryWebSocketFrame>readInbound().release();
    channel.writeInbound(new TextWebSocketFrame(false, 0, Unpooled.wrappedBuffer(new byte[most])));
    exceeds(
        channel,
        new ContinuationWebSocketFrame(true, 0, Unpooled.wrappedBuffer(new byte[1])),
        "TOO_BIG");
  }

  private static EmbeddedChannel channel(int limit) {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.pipeline().addLast(new MessageAssembler(limit, standing(channel)));
    return channel;
  }

  private static Standing standing(EmbeddedChannel channel) {
    return new Standing(channel, Duration.ofDays(1), () -> {});
  }

  private static void exceeds(EmbeddedChannel channel, WebSocketFrame frame, String reason) {
    assertThatThrownBy(() -> channel.writeInbound(frame))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageStartingWith(reason);
    assertThat(channel.finish()).isFalse();
  }
}
