package dev.postern.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.app.cli.PosternProcess;
import dev.postern.app.demo.DemoClient;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that are here and do nothing, in numbers; with {@code -Dpostern.idle=15000}, as many as a
 * process with 20,000 descriptors takes. Prints what each costs.
 */
@Timeout(900)
class IdleCrowdIT {
  private static final int IDLE = Integer.getInteger("postern.idle", 300);
  private static final int AT_A_TIME = 50;

  @Test
  void idleConnections_costLittle_andDelayNobody(@TempDir Path home) throws Exception {
    JarGateway gateway = JarGateway.asUsersRunIt(home);
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (SwallowedAcks acks = new SwallowedAcks();
        PosternProcess process = gateway.start()) {
      PacketSource source = gateway.newSource(acks.hop(), new Ledger());
      DemoClient busy = gateway.newClient();
      busy.register();
      ProcessFigures figures = new ProcessFigures(process.pid());
      double heapBefore = figures.liveHeap();
      double residentBefore = figures.resident();
      long descriptorsBefore = figures.descriptors();

      List<LoadClient> idle = register(gateway, loops, source);
      System.out.printf(
          Locale.ROOT,
          "%d idle clients: heap %.1f KiB each, resident %.1f KiB each, %d descriptors%n",
          IDLE,
          1024 * (figures.liveHeap() - heapBefore) / IDLE,
          1024 * (figures.resident() - residentBefore) / IDLE,
          figures.descriptors());
      assertThat(figures.descriptors())
          .isBetween(descriptorsBefore + IDLE, descriptorsBefore + IDLE + 10);

      try (Socket mixNode = source.connect()) {
        source.send(mixNode, busy.address());
        assertThat(PacketSource.idOf(busy.receive(), busy.address())).isOne();
        LoadClient last = idle.get(IDLE - 1);
        mixNode.getOutputStream().write(last.packet());
        while (last.received() == 0) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
      }
      assertThat(idle.stream().mapToLong(LoadClient::comings).sum()).as("none was lost").isZero();
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private static List<LoadClient> register(
      JarGateway gateway, EventLoopGroup loops, PacketSource source) throws Exception {
    Bootstrap bootstrap = new Bootstrap().group(loops).channel(NioSocketChannel.class);
    Primitives primitives = CryptoEngine.best().newPrimitives();
    List<LoadClient> clients = new ArrayList<>();
    List<CompletableFuture<Void>> starting = new ArrayList<>();
    while (clients.size() < IDLE) {
      LoadClient client = new LoadClient(gateway, bootstrap, primitives, source, ignored -> {});
      clients.add(client);
      starting.add(client.start());
      if (starting.size() == AT_A_TIME || clients.size() == IDLE) {
        for (CompletableFuture<Void> each : starting) {
          each.get(1, TimeUnit.MINUTES);
        }
        starting.clear();
      }
    }
    return clients;
  }
}
