package dev.postern.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.app.cli.PosternProcess;
import dev.postern.app.demo.DemoClient;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.crypto.CryptoEngine;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Packets in numbers against the running jar: as many as {@code -Dpostern.flood.packets} says.
 * Prints what is left of them in the process.
 */
@Timeout(3600)
class PacketFloodIT {
  private static final int PACKETS = Integer.getInteger("postern.flood.packets", 3000);
  private static final int IN_FLIGHT = 512;
  private static final int LINES_A_MINUTE = 10;
  private static final double HEAP_MEBIBYTES = 32;
  private static final double HEAP_BYTES_A_MESSAGE = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @Test
  void junkPackets_leaveHeapAndLogAsTheyWere(@TempDir Path home) throws Exception {
    JarGateway gateway = JarGateway.asUsersRunIt(home);
    try (SwallowedAcks acks = new SwallowedAcks();
        PosternProcess process = gateway.start()) {
      PacketSource source = gateway.newSource(acks.hop(), new Ledger());
      DemoClient client = gateway.newClient();
      client.register();
      DemoClient victim = gateway.newClient(); // may get one: bit 255 of α means nothing
      victim.register();
      victim.drop();
      ProcessFigures figures = new ProcessFigures(process.pid());
      double heapBefore = figures.liveHeap();
      long linesBefore = process.output().size();
      long begin = System.nanoTime();

      try (Socket socket = source.connect();
          OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16)) {
        Random random = new Random(1);
        byte[] good = source.frame(source.ack(0), 0, victim.address(), PacketSize.REGULAR);
        for (int i = 0; i < PACKETS; i++) {
          out.write(junk(random, good));
        }
        // Behind the junk on the same connection: when this one is there, all of it was looked at.
        out.write(source.frame(source.ack(1), 1, client.address(), PacketSize.REGULAR));
        out.flush();
        assertThat(PacketSource.idOf(client.receive(), client.address())).isOne();
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      double heapAfter = figures.liveHeap();
      long lines = process.output().size() - linesBefore;
      System.out.printf(
          Locale.ROOT,
          "%d junk packets in %.0f s: heap %.1f MiB before, %.1f after; %d log lines%n",
          PACKETS,
          seconds,
          heapBefore,
          heapAfter,
          lines);
      assertThat(heapAfter - heapBefore).isLessThan(HEAP_MEBIBYTES);
      assertThat(lines).isLessThanOrEqualTo((long) (LINES_A_MINUTE * (1 + seconds / 60)));
    }
  }

  /** Noise; a good packet with a byte of header or payload changed; a copy; in either mode. */
  private static byte[] junk(Random random, byte[] good) {
    byte[] frame = good.clone();
    int kind = random.nextInt(4);
    if (kind == 0) {
      random.nextBytes(frame);
      frame[0] = good[0];
    } else if (kind < 3) {
      int from = PacketSource.HEAD_BYTES;
      int length = kind == 1 ? PacketSize.HEADER_BYTES : frame.length - from;
      frame[from + random.nextInt(length)] ^= (byte) (1 + random.nextInt(255));
    } else {
      frame[PacketSource.HEAD_BYTES + 40] ^= 1; // γ: as a copy, it would be delivered once
    }
    frame[1] = (byte) random.nextInt(2);
    return frame;
  }

  @Test
  void stalledReader_getsAllInTheEnd_andCostsOthersNothing(@TempDir Path home) throws Exception {
    JarGateway gateway = JarGateway.asUsersRunIt(home);
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (SwallowedAcks acks = new SwallowedAcks();
        PosternProcess process = gateway.start();
        PacedSender sender = new PacedSender(gateway.mixnet())) {
      PacketSource source = gateway.newSource(acks.hop(), new Ledger());
      DemoClient neighbour = gateway.newClient();
      neighbour.register();
      LoadClient stalled =
          new LoadClient(
              gateway,
              new Bootstrap().group(loops).channel(NioSocketChannel.class),
              CryptoEngine.best().newPrimitives(),
              source,
              ignored -> {});
      stalled.start().get(1, TimeUnit.MINUTES);
      stalled.read(LoadClient.Reading.NOTHING);
      ProcessFigures figures = new ProcessFigures(process.pid());
      double heapBefore = figures.liveHeap();

      for (int i = 0; i < PACKETS; i++) {
        sender.send(stalled);
        if (sender.sent() > IN_FLIGHT) {
          acks.await(sender.sent() - IN_FLIGHT, PATIENCE);
        }
      }
      acks.await(PACKETS, PATIENCE);
      double heapAfter = figures.liveHeap();
      try (Socket mixNode = source.connect()) {
        source.send(mixNode, neighbour.address());
        assertThat(PacketSource.idOf(neighbour.receive(), neighbour.address())).isOne();
      }
      long begin = System.nanoTime();
      stalled.read(LoadClient.Reading.EVERYTHING);
      while (stalled.received() < PACKETS) {
        assertThat(System.nanoTime() - begin).isLessThan(PATIENCE.toNanos());
        TimeUnit.MILLISECONDS.sleep(10);
      }
      System.out.printf(
          Locale.ROOT,
          "%d packets for one that doesn't read: heap %.1f MiB before, %.1f after; all read in"
              + " %.1f s%n",
          PACKETS,
          heapBefore,
          heapAfter,
          (System.nanoTime() - begin) / 1e9);
      assertThat(heapAfter - heapBefore)
          .isLessThan(HEAP_MEBIBYTES + HEAP_BYTES_A_MESSAGE * PACKETS / (1 << 20));
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }
}
