package dev.postern.net.mixnet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.util.SecretBytes;
import dev.postern.net.Await;
import dev.postern.net.RecordingForwarder;
import dev.postern.net.delivery.Delivery;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.nym09.SurbAck;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.InboxStore;
import dev.postern.storage.MemoryStore;
import dev.postern.storage.Registration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Mix nodes on one event loop take turns. */
class FairnessTest {
  private static final int FLOOD = 60; // fits into a socket's buffers
  private static final int FLOODED_MESSAGE = 100;
  private static final int OTHER_MESSAGE = 200;
  private static final int PACKETS_A_TURN = 1 + HeapReceiveBuffers.BYTES / 2415;

  private final SphinxPrivateKey key = SphinxPrivateKey.generate(new SecureRandom());
  private final DestinationAddress client = DestinationAddress.read(new byte[32], 0);
  private final NodeAddress hop = NodeAddress.of(new InetSocketAddress("10.1.2.3", 1789));

  /** Nothing is timed: all bytes are there before the loop looks at the first. */
  @Test
  void floodingMixNode_doesNotStarveAnother() throws Exception {
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (MemoryStore store = new MemoryStore();
        MixnetServer server =
            new MixnetServer(
                loop,
                key,
                store.replays().packets(key.publicKey()),
                CryptoEngine.best(),
                new Delivery(
                    store.inboxes(), new OnlineClients(), new RecordingForwarder(), registry),
                MixnetOptions.defaults(),
                System::nanoTime,
                registry)) {
      SecretBytes keys = SecretBytes.copyFrom(new byte[32], InsecureSecretKeyAccess.get());
      store.clients().register(new Registration(client, keys, Instant.EPOCH, Instant.EPOCH)).join();
      InetSocketAddress address =
          server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (Socket flooding = connect(address);
          Socket other = connect(address)) {
        Await.until(
            "both are there",
            () -> registry.get("postern.mixnet.connections").gauge().value() == 2);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        loop.execute(
            () -> {
              stopped.countDown();
              boolean unused = awaitQuietly(goOn);
            });
        assertThat(stopped.await(1, TimeUnit.MINUTES)).isTrue();
        OutputStream out = flooding.getOutputStream();
        for (int i = 0; i < FLOOD; i++) {
          out.write(frame(FLOODED_MESSAGE));
        }
        other.getOutputStream().write(frame(OTHER_MESSAGE));
        goOn.countDown();

        Await.until("all came", () -> store.inboxes().usage(client).messages() == FLOOD + 1);
        List<Integer> lengths =
            store
                .inboxes()
                .read(client, InboxStore.BEFORE_ALL, 1000, 1 << 20)
                .join()
                .messages()
                .stream()
                .map(message -> message.length())
                .toList();
        assertThat(lengths.indexOf(OTHER_MESSAGE)).isLessThanOrEqualTo(2 * PACKETS_A_TURN);
      }
    } finally {
      loop.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private static boolean awaitQuietly(CountDownLatch latch) {
    try {
      return latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private byte[] frame(int messageBytes) {
    byte[] message = new byte[SurbAck.BYTES + messageBytes];
    hop.write(message, 0, SurbAck.ADDRESS_BYTES);
    byte[] packet =
        new SphinxPacketBuilder(CryptoEngine.best(), new SecureRandom())
            .build(
                PacketSize.REGULAR,
                List.of(new RouteHop(hop, key.publicKey(), Duration.ZERO)),
                client,
                new byte[16],
                message);
    byte[] frame = new byte[2 + packet.length];
    frame[0] = 1;
    System.arraycopy(packet, 0, frame, 2, packet.length);
    return frame;
  }

  private static Socket connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.setSendBufferSize(FLOOD * 2415 * 2);
    socket.connect(address);
    socket.setTcpNoDelay(true);
    return socket;
  }
}
