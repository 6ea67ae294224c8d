package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.FrameForm;
import dev.postern.net.PacketMode;
import dev.postern.net.RecordingForwarder;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.delivery.Delivery;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.delivery.Turn;
import dev.postern.net.wire.FinalMessage;
import dev.postern.net.wire.SurbAck;
import dev.postern.sphinx.NodeAddress;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How often a client that is here has its inbox read and its socket written to: once for all that
 * one read of a mixnet connection brings, however much that is.
 */
class PushCostTest {
  private static final NodeAddress HOP = NodeAddress.of(new InetSocketAddress("10.1.2.3", 1789));
  private static final int MESSAGE_BYTES = 500;

  private final HeldStore store = new HeldStore();
  private final OnlineClients online = new OnlineClients();
  private final Client account = Client.random();
  private final EmbeddedClient connection =
      new EmbeddedClient(store, online, ClientOptions.defaults().withWindow(1000, 1024 * 1024));
  private final Delivery delivery =
      new Delivery(
          store.clients(),
          store.inboxes(),
          online,
          new RecordingForwarder(),
          new SimpleMeterRegistry());
  private final Flushes flushes = new Flushes();

  /** Counts what reaches the socket. */
  private static final class Flushes extends ChannelOutboundHandlerAdapter {
    private int count;

    @Override
    public void flush(ChannelHandlerContext context) {
      count++;
      context.flush();
    }
  }

  /** Logged in, and caught up with an empty inbox. */
  @BeforeEach
  void login() {
    TestGateway.register(store.direct(), account);
    connection.sendText(account.authenticateText());
    goOn();
    assertThat(connection.receivedTexts()).hasSize(1);
    connection.channel.pipeline().addFirst(flushes);
    store.reads.clear();
  }

  @AfterEach
  void finish() {
    connection.finish();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 6, 64})
  void turn_withMessages_costsOneReadAndOneFlush(int messages) {
    Turn turn = new Turn();
    IntStream.range(0, messages).forEach(i -> delivery.deliver(message(), turn));
    goOn();
    assertThat(store.reads).as("before the end of the turn").isEmpty();
    turn.end();
    goOn();

    assertPushed(messages);
  }

  @Test
  void turns_beforeTheClientsLoopComesToIt_costOneReadAndOneFlush() {
    for (int i = 0; i < 10; i++) {
      Turn turn = new Turn();
      delivery.deliver(message(), turn);
      turn.end();
    }
    goOn();

    assertPushed(10);
  }

  @Test
  void turn_withAcks_costsNoReadAndOneFlush() {
    Turn turn = new Turn();
    IntStream.range(0, 64).forEach(i -> delivery.deliver(ack(), turn));
    turn.end();
    goOn();

    assertThat(connection.received()).hasSize(64);
    assertThat(flushes.count).isOne();
    assertThat(store.reads).isEmpty();
  }

  @Test
  void pong_thatConfirmsAll_costsNoReadAndNoWrite() {
    Turn turn = new Turn();
    delivery.deliver(message(), turn);
    turn.end();
    goOn();
    store.reads.clear();

    assertThat(connection.receivedConfirming()).hasSize(1);
    goOn();
    assertThat(store.direct().inboxes().usage(account.address()).messages()).isZero();
    assertThat(store.reads).isEmpty();
    assertThat(connection.received()).isEmpty();
  }

  /** One read that brings them all, and tells that there is nothing more. */
  private void assertPushed(int messages) {
    assertThat(store.reads).hasSize(1);
    assertThat(flushes.count).isOne();
    List<RawWebSocket.Frame> frames = connection.received();
    assertThat(frames).filteredOn(frame -> frame.opcode() == RawWebSocket.BINARY).hasSize(messages);
    assertThat(frames).filteredOn(frame -> frame.opcode() == RawWebSocket.PING).isNotEmpty();
  }

  /** Until nobody has anything more to do. */
  private void goOn() {
    connection.channel.runPendingTasks();
    while (store.waiting() > 0) {
      store.releaseOne();
      connection.channel.runPendingTasks();
    }
  }

  private FinalMessage message() {
    return new FinalMessage.Message(
        account.address(),
        new SurbAck(
            HOP,
            PacketMode.MIX,
            SphinxKeyRotation.UNKNOWN,
            FrameForm.A,
            Unpooled.wrappedBuffer(new byte[SurbAck.PACKET_BYTES])),
        Unpooled.wrappedBuffer(new byte[MESSAGE_BYTES]));
  }

  private FinalMessage ack() {
    return new FinalMessage.Ack(
        account.address(), Unpooled.wrappedBuffer(new byte[FinalMessage.ACK_BYTES]));
  }
}
