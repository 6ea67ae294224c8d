package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Listener;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.delivery.ClientSession;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a client costs that logs in and then reads nothing, over a real socket. Its window is wider
 * than all that waits for it, so that only the socket holds the session up.
 */
@Timeout(120)
class StalledReaderTest {
  private static final int BACKLOG = 8_000; // 13 MB: no kernel takes that for who doesn't read

  // A socket that has room for a byte may be given a whole batch, and frames around its messages.
  private static final long MOST_QUEUED =
      WriteBufferWaterMark.DEFAULT.high() + 2L * ConnectedClient.BATCH_BYTES;

  private final TestGateway gateway = new TestGateway();
  private final BlockingQueue<Channel> opened = new LinkedBlockingQueue<>();
  private final Client account = gateway.registeredClient();
  private Listener listener;

  @BeforeEach
  void listen() throws Exception {
    ClientOptions unlimited = ClientOptions.defaults().withWindow(BACKLOG, Integer.MAX_VALUE);
    listener =
        Listener.bind(
            Listener.bootstrap(gateway.eventLoops())
                .childOption(ChannelOption.ALLOCATOR, ClientServer.HEAP_FRAMES)
                .childHandler(
                    new ClientPipeline(
                        gateway.services,
                        unlimited,
                        TestGateway.ENGINE,
                        new ClientMetrics(gateway.meters),
                        opened::add)),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            "clients",
            gateway.meters);
  }

  @AfterEach
  void close() {
    listener.close();
    gateway.close();
  }

  @Test
  void inbox_whileItsClientReadsNothing_staysInTheStore() throws Exception {
    try (RawWebSocket stalled = loginToAFullInbox()) {
      Channel channel = opened.take();
      awaitFull(channel);
      for (int i = 0; i < 200; i++) {
        session().wake();
        channel.eventLoop().submit(() -> {}).sync();
        assertThat(queued(channel)).isLessThanOrEqualTo(MOST_QUEUED);
      }
      assertThat(stored()).isEqualTo(BACKLOG);
      // It finds the beginning whenever it goes on.
      assertThat(TestGateway.number(account.open(stalled.readUnconfirming().binary()))).isZero();
    }
  }

  @Test
  void acks_forAClientThatReadsNothing_dontPileUp() throws Exception {
    try (RawWebSocket stalled = loginToAFullInbox()) {
      Channel channel = opened.take();
      awaitFull(channel);
      for (int i = 0; i < BACKLOG; i++) {
        session().pushAck(new byte[21], 0, 21);
        if (i % ConnectedClient.MAX_WAITING_ACKS == 0) {
          channel.eventLoop().submit(() -> {}).sync();
        }
        assertThat(queued(channel)).isLessThanOrEqualTo(MOST_QUEUED);
      }
      assertThat(stalled.readUnconfirming().binary()).isNotEmpty();
    }
  }

  /** On the same event loop. */
  @Test
  void neighbour_ofAClientThatReadsNothing_getsEverything() throws Exception {
    Client neighbour = gateway.registeredClient();
    IntStream.range(0, 1000).forEach(i -> TestGateway.append(gateway.store, neighbour, i));
    try (RawWebSocket stalled = loginToAFullInbox()) {
      awaitFull(opened.take());
      try (RawWebSocket reading = gateway.login(neighbour)) {
        for (int i = 0; i < 1000; i++) {
          byte[] message = neighbour.open(reading.readConfirming().binary());
          assertThat(TestGateway.number(message)).isEqualTo(i);
        }
      }
      assertThat(stored()).isEqualTo(BACKLOG);
      assertThat(stalled.readUnconfirming().binary()).isNotEmpty();
    }
  }

  private RawWebSocket loginToAFullInbox() {
    IntStream.range(0, BACKLOG).forEach(i -> TestGateway.append(gateway.store, account, i));
    RawWebSocket socket = RawWebSocket.upgraded(listener.address());
    socket.sendText(account.authenticateText());
    assertThat(socket.readUnconfirming().text()).contains("true");
    return socket;
  }

  private static void awaitFull(Channel channel) {
    while (channel.isWritable()) {
      Thread.onSpinWait();
    }
  }

  private static long queued(Channel channel) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  private ClientSession session() {
    return gateway.online.find(account.address());
  }

  private long stored() {
    return gateway.store.inboxes().usage(account.address()).messages();
  }
}
