package dev.postern.app.crash;

import dev.postern.app.cli.PosternProcess;
import dev.postern.app.demo.DemoClient;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Whether a gateway stays as it is under load and attack: {@code main HOME MINUTES [PER_SECOND]}.
 * Two hundred clients are online and get packets at 80 % of what the gateway managed in a first
 * minute, or at the rate that is given; besides, some others come, read and drop, and every message
 * to them is accounted for ({@link Ledger}); and one act of {@link HostileTraffic} in twenty.
 *
 * <p>Prints a line a minute; ends with an AssertionError if a message is missing.
 *
 * <pre>
 * java -Dpostern.jar=gateway-app/target/postern.jar \
 *     -cp gateway-app/target/test-classes:gateway-app/target/postern.jar \
 *     dev.postern.app.crash.SoakFigures $(mktemp -d) 60
 * </pre>
 */
final class SoakFigures {
  private static final int CLIENTS = 200;
  private static final int CHURN_PER_SECOND = 20;
  private static final int IN_FLIGHT = 512;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ProcessFigures process;
  private final PosternProcess running;
  private final JarGateway gateway;
  private final PacedSender sender;
  private final SwallowedAcks acks;
  private final Latencies latencies = new Latencies();
  private final List<LoadClient> clients = new ArrayList<>();

  private SoakFigures(
      PosternProcess running, JarGateway gateway, PacedSender sender, SwallowedAcks acks) {
    this.running = running;
    this.process = new ProcessFigures(running.pid());
    this.gateway = gateway;
    this.sender = sender;
    this.acks = acks;
  }

  /** Prints a table. */
  public static void main(String[] args) throws Exception {
    JarGateway gateway = JarGateway.asUsersRunIt(Path.of(args[0]));
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (SwallowedAcks acks = new SwallowedAcks();
        PosternProcess running = gateway.start();
        PacedSender sender = new PacedSender(gateway.mixnet())) {
      SoakFigures soak = new SoakFigures(running, gateway, sender, acks);
      soak.register(loops);
      int perSecond = args.length > 2 ? Integer.parseInt(args[2]) : soak.capacity() * 8 / 10;
      soak.run(Integer.parseInt(args[1]), perSecond);
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private void register(EventLoopGroup loops) throws Exception {
    PacketSource packets = gateway.newSource(acks.hop(), new Ledger());
    Bootstrap bootstrap = new Bootstrap().group(loops).channel(NioSocketChannel.class);
    Primitives primitives = CryptoEngine.best().newPrimitives();
    for (int i = 0; i < CLIENTS; i++) {
      LoadClient client = new LoadClient(gateway, bootstrap, primitives, packets, latencies::add);
      client.start().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      clients.add(client);
    }
  }

  /** How many packets a second are acknowledged if no more than a few are under way. */
  private int capacity() throws Exception {
    System.out.println("measuring what it manages in a minute");
    long begin = System.nanoTime();
    long end = begin + TimeUnit.MINUTES.toNanos(1);
    int next = 0;
    while (System.nanoTime() - end < 0) {
      sender.send(clients.get(next++ % CLIENTS));
      if (sender.sent() > IN_FLIGHT) {
        acks.await(sender.sent() - IN_FLIGHT, PATIENCE);
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    int perSecond = (int) (sender.sent() / seconds);
    System.out.println(perSecond + " packets a second, with the sender on the same machine");
    return perSecond;
  }

  private void run(int minutes, int perSecond) throws Exception {
    int hostilePerSecond = Math.max(1, perSecond / 20);
    System.out.printf(
        "%d packets a second to %d clients, %d to those that come and go, %d hostile acts%n",
        perSecond, CLIENTS, CHURN_PER_SECOND, hostilePerSecond);
    Ledger ledger = new Ledger();
    ExecutorService threads = Executors.newCachedThreadPool();
    try (AckSink sink = new AckSink(ledger);
        SwallowedAcks elsewhere = new SwallowedAcks()) {
      Crowd crowd = new Crowd(gateway, ledger, new Random(1));
      crowd.registerRegulars();
      List<Future<?>> visits = new ArrayList<>();
      crowd
          .visits(() -> !Thread.currentThread().isInterrupted())
          .forEach(visit -> visits.add(threads.submit(visit)));
      PacketSource churn = gateway.newSource(sink.hop(), ledger);
      Future<?> churning = threads.submit(() -> churn(churn, crowd));
      HostileTraffic hostile =
          new HostileTraffic(
              gateway, gateway.newSource(elsewhere.hop(), new Ledger()), victim(), new Random(3));
      Future<?> attacks =
          threads.submit(
              () -> {
                hostile.act(hostilePerSecond);
                return null;
              });
      minutes(minutes, perSecond);
      attacks.cancel(true);
      churning.cancel(true);
      awaitMessages();
      System.out.println("hostile acts: " + hostile);
      visits.forEach(visit -> visit.cancel(true));
      threads.shutdown();
      if (!threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("threads of the soak don't end");
      }
      for (Runnable last : crowd.lastVisits()) {
        last.run();
      }
      System.out.printf(
          "%d messages to those online, none missing; %d acknowledged to those that come and go,"
              + " %d missing; %d of %d lost their connection%n",
          sender.sent(),
          ledger.acknowledgedCount(),
          crowd.missing(),
          clients.stream().mapToLong(LoadClient::comings).sum(),
          CLIENTS);
      if (crowd.missing() != 0) {
        throw new AssertionError("acknowledged messages are missing");
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Somebody who is registered and never here. */
  private DestinationAddress victim() throws Exception {
    DemoClient client = gateway.newClient();
    client.register();
    client.drop();
    return client.address();
  }

  private Void churn(PacketSource source, Crowd crowd) throws Exception {
    Random random = new Random(2);
    try (Socket socket = source.connect()) {
      while (!Thread.currentThread().isInterrupted()) {
        List<DestinationAddress> now = crowd.recipients();
        source.send(socket, now.get(random.nextInt(now.size())));
        TimeUnit.MILLISECONDS.sleep(1000 / CHURN_PER_SECOND);
      }
    }
    return null;
  }

  private void minutes(int minutes, int perSecond) throws Exception {
    System.out.printf(
        "%6s %9s %8s %8s %8s %8s %9s %9s %6s %8s %6s%n",
        "minute",
        "messages",
        "p50 ms",
        "p90 ms",
        "p99 ms",
        "max ms",
        "heap MiB",
        "RSS MiB",
        "fds",
        "CPU s",
        "lines");
    latencies.take();
    double processor = process.processorSeconds();
    for (int minute = 1; minute <= minutes; minute++) {
      sender.send(TimeUnit.MINUTES.toNanos(1), new PacedSender.Lane(clients, perSecond));
      Latencies.Taken taken = latencies.take();
      double now = process.processorSeconds();
      System.out.printf(
          Locale.ROOT,
          "%6d %9d %8.2f %8.2f %8.2f %8.2f %9.1f %9.1f %6d %8.1f %6d%n",
          minute,
          taken.count(),
          taken.percentile(50),
          taken.percentile(90),
          taken.percentile(99),
          taken.percentile(100),
          process.liveHeap(),
          process.resident(),
          process.descriptors(),
          now - processor,
          running.output().size());
      processor = now;
    }
  }

  /** Until those online have all that was sent to them and acknowledged. */
  private void awaitMessages() throws Exception {
    acks.await(sender.sent(), PATIENCE);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!clients.stream().allMatch(LoadClient::isCaughtUp)) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("messages don't come");
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
