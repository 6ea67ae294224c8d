package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.delivery.OnlineClients;
import dev.postern.storage.MemoryStore;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AnswerLimitTest {
  private static final int ANSWER_BYTES = 64 * 1024;

  /** A socket whose peer reads, or doesn't. */
  private static final class Peer extends ChannelOutboundHandlerAdapter {
    private boolean reads;

    @Override
    public void flush(ChannelHandlerContext context) {
      if (reads) {
        context.flush();
      }
    }
  }

  /** Answers everything at length. */
  private static final class Talker extends ChannelInboundHandlerAdapter {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.write(context.alloc().buffer().writeZero(ANSWER_BYTES));
    }
  }

  @Test
  void answersThatAreNotRead_stopReadingAboveTheLimit_untilTheyAre() {
    EmbeddedChannel channel = new EmbeddedChannel();
    Peer peer = new Peer();
    channel
        .pipeline()
        .addLast(peer, new AnswerLimit(new ReadGate(channel), known(channel)), new Talker());
    int requests = 0;
    while (channel.config().isAutoRead()) {
      channel.writeInbound("request");
      requests++;
      assertThat(requests * ANSWER_BYTES).isLessThan(3 * 1024 * 1024);
    }
    assertThat((long) requests * ANSWER_BYTES).isGreaterThan(AnswerLimit.BYTES);

    peer.reads = true;
    channel.flush();
    assertThat(channel.config().isAutoRead()).isTrue();
    for (ByteBuf answer = channel.readOutbound(); answer != null; ) {
      answer.release();
      answer = channel.readOutbound();
    }
    assertThat(channel.finish()).isFalse();
  }

  /** A pong is an answer that any stranger can ask for, without a login. */
  @Test
  void pongsThatAreNotRead_stopReading_untilTheyAre() {
    EmbeddedClient client =
        new EmbeddedClient(new MemoryStore(), new OnlineClients(), ClientOptions.defaults());
    Peer peer = new Peer();
    client.channel.pipeline().addFirst(peer);
    byte[] ping = RawWebSocket.frame(RawWebSocket.PING, new byte[125]);
    int pings = 0;
    while (client.channel.config().isAutoRead()) {
      client.send(ping);
      pings++;
      assertThat(pings * ping.length).isLessThan(3 * 1024 * 1024);
    }

    peer.reads = true;
    client.channel.flush();
    assertThat(client.channel.config().isAutoRead()).isTrue();
    assertThat(client.received()).hasSize(pings);
    client.finish();
  }

  /** What we say last can't be written either, and must not keep the connection open. */
  @Test
  void violation_byAPeerThatReadsNothing_endsTheConnectionAllTheSame() {
    EmbeddedClient client =
        new EmbeddedClient(new MemoryStore(), new OnlineClients(), ClientOptions.defaults());
    client.channel.pipeline().addFirst(new Peer());
    client.channel.freezeTime();
    client.send(RawWebSocket.frame(RawWebSocket.TEXT, new byte[] {(byte) 0xff}));
    assertThat(client.channel.isOpen()).isTrue();
    client.channel.advanceTimeBy(Farewell.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    client.channel.runPendingTasks();
    assertThat(client.channel.isOpen()).isFalse();
    client.finish();
  }

  @Test
  void close_byAPeerThatReadsNothing_endsTheConnectionAllTheSame() {
    EmbeddedClient client =
        new EmbeddedClient(new MemoryStore(), new OnlineClients(), ClientOptions.defaults());
    client.channel.pipeline().addFirst(new Peer());
    client.channel.freezeTime();
    client.send(RawWebSocket.frame(RawWebSocket.CLOSE, new byte[] {3, (byte) 0xe8}));
    assertThat(client.channel.isOpen()).isTrue();
    client.channel.advanceTimeBy(Farewell.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    client.channel.runPendingTasks();
    assertThat(client.channel.isOpen()).isFalse();
    client.finish();
  }

  @Test
  void answersThatAreRead_neverStopReading() {
    EmbeddedChannel channel = new EmbeddedChannel();
    Peer peer = new Peer();
    peer.reads = true;
    channel
        .pipeline()
        .addLast(peer, new AnswerLimit(new ReadGate(channel), known(channel)), new Talker());
    for (int i = 0; i < 100; i++) {
      channel.writeInbound("request");
      channel.flush();
      assertThat(channel.config().isAutoRead()).isTrue();
      channel.<ByteBuf>readOutbound().release();
    }
    assertThat(channel.finish()).isFalse();
  }

  private static Standing known(EmbeddedChannel channel) {
    Standing known = new Standing(channel, Duration.ofDays(1), () -> {});
    known.becomesKnown();
    return known;
  }
}
