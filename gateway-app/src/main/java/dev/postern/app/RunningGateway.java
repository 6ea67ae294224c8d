package dev.postern.app;

import com.google.common.io.Closer;
import dev.postern.app.directory.DirectoryConflict;
import dev.postern.app.directory.DirectoryPresence;
import dev.postern.net.client.ClientOptions;
import dev.postern.net.client.ClientServer;
import dev.postern.net.client.ClientServices;
import dev.postern.net.delivery.Delivery;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.forwarding.ForwardingOptions;
import dev.postern.net.forwarding.TcpPacketForwarder;
import dev.postern.net.mixnet.MixnetOptions;
import dev.postern.net.mixnet.MixnetServer;
import dev.postern.sphinx.SphinxSelfCheck;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.GatewayStore;
import dev.postern.storage.journal.JournalStore;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is wired to what, in the order in which a packet meets it; closed in the opposite order, so
 * that whatever still sends finds its receiver open.
 */
final class RunningGateway {
  private static final Logger log = LoggerFactory.getLogger(RunningGateway.class);
  private static final Duration PATIENCE_FOR_ACKS = Duration.ofSeconds(2);

  private final Closer parts;
  private final GatewayStore store;
  private final MixnetServer mixnet;
  private final ClientServer clients;
  private final InetSocketAddress mixnetAddress;
  private final InetSocketAddress clientsAddress;
  private final @Nullable DirectoryPresence presence;

  private RunningGateway(GatewayPlan plan, Closer parts) throws IOException {
    this.parts = parts;
    SphinxSelfCheck.run(plan.engine());
    log.info("Cryptography: {}", plan.engine().name());

    store = plan.store() == null ? open(plan, parts) : plan.store();
    // Two groups: a flood of mix packets must not hold up clients, nor the other way round.
    EventLoopGroup mixnetLoops = loops("postern-mixnet", parts);
    EventLoopGroup clientLoops = loops("postern-clients", parts);
    TcpPacketForwarder forwarder =
        new TcpPacketForwarder(
            mixnetLoops, forwardingOptions(plan.settings()), System::nanoTime, plan.meters());
    parts.register(closeable(forwarder));

    OnlineClients online = new OnlineClients();
    ClientServices services =
        new ClientServices(
            plan.identityKey(),
            () -> SphinxPrivateKey.generate(plan.random()),
            store,
            online,
            forwarder,
            plan.clock());
    clients =
        new ClientServer(
            clientLoops, services, plan.engine(), ClientOptions.defaults(), plan.meters());
    parts.register(closeable(clients));

    Delivery delivery = new Delivery(store.inboxes(), online, forwarder, plan.meters());
    parts.register(() -> awaitAcks(delivery));
    mixnet =
        new MixnetServer(
            mixnetLoops,
            plan.sphinxKey(),
            plan.engine(),
            delivery,
            MixnetOptions.defaults().withCacheEntryTtl(plan.settings().cacheEntryTtl()),
            System::nanoTime,
            plan.meters());
    parts.register(closeable(mixnet));

    mixnetAddress = bind("mix packets", mixnet::bind, plan.mixnetListener());
    clientsAddress = bind("clients", clients::bind, plan.clientsListener());
    log.info(
        "Listening for mix packets on {}, for clients on {}",
        NetUtil.toSocketAddressString(mixnetAddress),
        NetUtil.toSocketAddressString(clientsAddress));
    presence =
        plan.announcement() == null
            ? null
            : new DirectoryPresence(plan.directory(), plan.announcement());
    if (presence != null) {
      presence.start();
    }
  }

  static RunningGateway start(GatewayPlan plan) throws IOException {
    Closer parts = Closer.create();
    try {
      return new RunningGateway(plan, parts);
    } catch (Throwable e) {
      parts.close();
      throw e;
    }
  }

  private static GatewayStore open(GatewayPlan plan, Closer parts) throws IOException {
    if (plan.storeDirectory() == null) {
      throw new AssertionError("the builder saw to it that there is a store or a directory for it");
    }
    GatewayStore opened = JournalStore.open(plan.storeDirectory());
    parts.register(opened::close);
    return opened;
  }

  private static EventLoopGroup loops(String name, Closer parts) {
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            new DefaultThreadFactory(name, true),
            NioIoHandler.newFactory());
    parts.register(() -> loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly());
    return loops;
  }

  private static ForwardingOptions forwardingOptions(GatewaySettings settings) {
    return ForwardingOptions.defaults()
        .withBackoff(
            settings.packetForwardingInitialBackoff(), settings.packetForwardingMaximumBackoff())
        .withConnectTimeout(settings.initialConnectionTimeout())
        .withMaximumAttempts(settings.maximumReconnectionAttempts());
  }

  private interface Binding {
    InetSocketAddress bind(InetSocketAddress address) throws IOException;
  }

  private static InetSocketAddress bind(String whom, Binding binding, InetSocketAddress address)
      throws IOException {
    try {
      return binding.bind(address);
    } catch (BindException e) {
      throw new IOException(
          "can't listen for %s on %s (%s); stop what uses it, or choose another address"
              .formatted(whom, NetUtil.toSocketAddressString(address), e.getMessage()),
          e);
    }
  }

  private static Closeable closeable(AutoCloseable part) {
    return () -> {
      try {
        part.close();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new AssertionError("our parts close without checked exceptions", e);
      }
    };
  }

  private static void awaitAcks(Delivery delivery) {
    try {
      if (!delivery.awaitAcks(PATIENCE_FOR_ACKS)) {
        log.warn("Not every message in hand became durable in time; those get no ack");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  GatewayStore store() {
    return store;
  }

  InetSocketAddress mixnetAddress() {
    return mixnetAddress;
  }

  InetSocketAddress clientsAddress() {
    return clientsAddress;
  }

  /** Never completes where there is no directory. */
  CompletableFuture<DirectoryConflict> conflict() {
    return presence == null ? new CompletableFuture<>() : presence.conflict();
  }

  void close() {
    mixnet.stopAccepting();
    clients.stopAccepting();
    // The directory may take seconds to answer; what is in hand needn't wait for it.
    CompletableFuture<Void> unlisted =
        presence == null
            ? CompletableFuture.completedFuture(null)
            : CompletableFuture.runAsync(presence::close);
    try {
      parts.close();
    } catch (IOException e) {
      log.warn("Stopped, but not in good order", e);
    }
    unlisted.join();
  }
}
