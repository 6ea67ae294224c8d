package dev.postern.app.crash;

import dev.postern.app.cli.PosternProcess;
import dev.postern.app.crash.LoadClient.Reading;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Whether clients that read slowly or not at all cost the others anything: {@code main HOME ROUNDS
 * SECONDS [OTHERS]}. A thousand clients that read and confirm get a thousand messages a second.
 * Besides them 1 or 50 others get two hundred a second, after as many as fill their windows. In
 * each round these read like everybody, then a byte a second, then nothing: nothing else differs
 * between the lines. Times are those of the thousand, from the moment when a packet is due to be
 * sent to the one when its client has the message; the heap is the gateway's.
 *
 * <pre>
 * java -Dpostern.jar=gateway-app/target/postern.jar \
 *     -cp gateway-app/target/test-classes:gateway-app/target/postern.jar \
 *     dev.postern.app.crash.SlowReaderFigures $(mktemp -d) 3 20
 * </pre>
 */
final class SlowReaderFigures {
  private static final int HEALTHY = 1000;
  private static final int HEALTHY_PER_SECOND = 1000;
  private static final int OTHERS_PER_SECOND = 200;
  private static final int BACKLOG = 400; // more than a window, for each of the others
  private static final int BACKLOG_PER_SECOND = 2000;
  private static final int REGISTERING_AT_A_TIME = 50;
  private static final int ONE = 1;
  private static final int MOST = 50;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ProcessFigures process;
  private final PacedSender sender;
  private final SwallowedAcks acks;
  private final List<LoadClient> healthy = new ArrayList<>();
  private final List<LoadClient> others = new ArrayList<>();
  private final Latencies latencies = new Latencies();

  private SlowReaderFigures(ProcessFigures process, PacedSender sender, SwallowedAcks acks) {
    this.process = process;
    this.sender = sender;
    this.acks = acks;
  }

  /** Prints a table. */
  public static void main(String[] args) throws Exception {
    JarGateway gateway = JarGateway.asUsersRunIt(Path.of(args[0]));
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (SwallowedAcks acks = new SwallowedAcks();
        PosternProcess process = gateway.start();
        PacedSender sender = new PacedSender(gateway.mixnet())) {
      SlowReaderFigures figures =
          new SlowReaderFigures(new ProcessFigures(process.pid()), sender, acks);
      figures.register(gateway, loops);
      long nanos = TimeUnit.SECONDS.toNanos(Long.parseLong(args[2]));
      List<Integer> others =
          args.length > 3 ? List.of(Integer.valueOf(args[3])) : List.of(ONE, MOST);
      figures.rounds(Integer.parseInt(args[1]), nanos, others);
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private void register(JarGateway gateway, EventLoopGroup loops) throws Exception {
    PacketSource packets = gateway.newSource(acks.hop(), new Ledger());
    Bootstrap bootstrap = new Bootstrap().group(loops).channel(NioSocketChannel.class);
    Primitives primitives = CryptoEngine.best().newPrimitives();
    int count = HEALTHY + MOST;
    List<CompletableFuture<Void>> starting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean measured = i < HEALTHY;
      LoadClient client =
          new LoadClient(
              gateway, bootstrap, primitives, packets, measured ? latencies::add : ignored -> {});
      (measured ? healthy : others).add(client);
      starting.add(client.start());
      if (starting.size() == REGISTERING_AT_A_TIME || i == count - 1) {
        for (CompletableFuture<Void> each : starting) {
          each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        starting.clear();
      }
    }
  }

  private void rounds(int rounds, long nanos, List<Integer> counts) throws Exception {
    sender.send(nanos, new PacedSender.Lane(healthy, HEALTHY_PER_SECOND)); // warms up
    System.out.printf(
        "%2s %-16s %9s %9s %9s %9s %9s %10s %12s %11s%n",
        "",
        "others read",
        "messages",
        "p50 ms",
        "p90 ms",
        "p99 ms",
        "max ms",
        "heap MiB",
        "resident MiB",
        "came again");
    for (int round = 0; round < rounds; round++) {
      for (int count : counts) {
        phase(others.subList(0, count), Reading.EVERYTHING, nanos);
        phase(others.subList(0, count), Reading.A_BYTE_A_SECOND, nanos);
        phase(others.subList(0, count), Reading.NOTHING, nanos);
      }
    }
    long thrownOut = healthy.stream().mapToLong(LoadClient::comings).sum();
    System.out.println(thrownOut + " of the " + HEALTHY + " lost their connection");
  }

  private void phase(List<LoadClient> slow, Reading reading, long nanos) throws Exception {
    long comings = slow.stream().mapToLong(LoadClient::comings).sum();
    slow.forEach(other -> other.read(reading));
    sender.send(
        TimeUnit.SECONDS.toNanos(1) * BACKLOG * slow.size() / BACKLOG_PER_SECOND,
        new PacedSender.Lane(slow, BACKLOG_PER_SECOND));
    acks.await(sender.sent(), PATIENCE);
    latencies.take();
    sender.send(
        nanos,
        new PacedSender.Lane(healthy, HEALTHY_PER_SECOND),
        new PacedSender.Lane(slow, OTHERS_PER_SECOND));
    acks.await(sender.sent(), PATIENCE);
    awaitMessages();
    Latencies.Taken taken = latencies.take();
    double heap = process.liveHeap();
    double resident = process.resident();
    slow.forEach(other -> other.read(Reading.EVERYTHING));
    awaitSilence(slow);
    System.out.printf(
        Locale.ROOT,
        "%2d %-16s %9d %9.2f %9.2f %9.2f %9.2f %10.1f %12.1f %11d%n",
        slow.size(),
        reading,
        taken.count(),
        taken.percentile(50),
        taken.percentile(90),
        taken.percentile(99),
        taken.percentile(100),
        heap,
        resident,
        slow.stream().mapToLong(LoadClient::comings).sum() - comings);
  }

  /** Until the thousand have all that was sent to them. */
  private void awaitMessages() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!healthy.stream().allMatch(LoadClient::isCaughtUp)) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("messages don't come");
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Until the others have read what they left lying, so that the next lines begin alike. */
  private static void awaitSilence(List<LoadClient> clients) throws InterruptedException {
    long before = -1;
    long now = received(clients);
    while (now != before) {
      TimeUnit.SECONDS.sleep(2);
      before = now;
      now = received(clients);
    }
  }

  private static long received(List<LoadClient> clients) {
    return clients.stream().mapToLong(LoadClient::received).sum();
  }
}
