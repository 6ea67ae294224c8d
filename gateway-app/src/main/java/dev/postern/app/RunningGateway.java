package dev.postern.app;

import com.google.common.io.Closer;
import dev.postern.app.api.ApiServer;
import dev.postern.app.directory.Announcement;
import dev.postern.app.directory.Directory;
import dev.postern.app.directory.DirectoryConflict;
import dev.postern.app.directory.DirectoryPresence;
import dev.postern.net.AdmissionLimits;
import dev.postern.net.client.ClientOptions;
import dev.postern.net.client.ClientPort;
import dev.postern.net.client.ClientServer;
import dev.postern.net.client.ClientServices;
import dev.postern.net.delivery.Delivery;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.forwarding.ForwardingOptions;
import dev.postern.net.forwarding.TcpPacketForwarder;
import dev.postern.net.generations.ClientGenerations;
import dev.postern.net.mixnet.MixnetOptions;
import dev.postern.net.mixnet.MixnetServer;
import dev.postern.net.mixnet.NodeKeys;
import dev.postern.net.tls.TlsCertificate;
import dev.postern.net.tls.TlsFiles;
import dev.postern.net.tls.TlsMetrics;
import dev.postern.sphinx.SphinxSelfCheck;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import dev.postern.storage.GatewayStore;
import dev.postern.storage.journal.JournalOptions;
import dev.postern.storage.journal.JournalStore;
import io.micrometer.core.instrument.Counter;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is wired to what, in the order in which a packet meets it; closed in the opposite order, so
 * that whatever still sends finds its receiver open.
 */
final class RunningGateway {
  private static final Logger log = LoggerFactory.getLogger(RunningGateway.class);

  // How long a stop waits for each part, if all the time for that is not used up. The forwarder,
  // which comes last and carries the acks, always has some of it, and more if others were quick.
  private static final Duration FOR_ALL = Duration.ofSeconds(5);
  private static final Duration FOR_MIX_NODES = Duration.ofSeconds(1);
  private static final Duration FOR_ACKS = Duration.ofSeconds(2);
  private static final Duration FOR_CLIENTS = Duration.ofSeconds(1);
  private static final Duration FOR_NEXT_HOPS = Duration.ofSeconds(2);

  private static final Duration LOOK_AT_CERTIFICATE = Duration.ofSeconds(5);

  private final Closer parts;
  private final GatewayStore store;
  private final MixnetServer mixnet;
  private final ClientServer clients;
  private final InetSocketAddress mixnetAddress;
  private final InetSocketAddress clientsAddress;
  private final Optional<InetSocketAddress> clientsTlsAddress;
  private final Optional<InetSocketAddress> apiAddress;
  private final NodeKeys nodeKeys;
  private final @Nullable DirectoryPresence presence;
  private final @Nullable KeyRotation rotation;

  private RunningGateway(GatewayPlan plan, Closer parts) throws IOException {
    this.parts = parts;
    SphinxSelfCheck.run(plan.engine());
    log.info("Cryptography: {}", plan.engine().name());

    TlsMetrics tlsMetrics = new TlsMetrics(plan.meters());
    Optional<TlsFiles> tlsFiles = plan.settings().tls();
    Optional<TlsCertificate> tls =
        tlsFiles.isPresent()
            ? Optional.of(certificate(tlsFiles.get(), tlsMetrics, parts))
            : Optional.empty();

    StopBudget budget = new StopBudget(FOR_ALL, System::nanoTime);
    store = plan.store() == null ? open(plan, parts) : plan.store();
    if (store instanceof JournalStore journal) {
      StoreMetrics.register(journal, plan.meters());
    }
    GatewayLoops loops = new GatewayLoops();
    parts.register(() -> GatewayLoops.shutDown(loops));
    ForwardingOptions forwarding = forwardingOptions(plan.settings());
    DescriptorBudget descriptors =
        DescriptorBudget.fit(plan.settings().admission(), forwarding.maxHops());
    AdmissionLimits admission = descriptors.admission();
    TcpPacketForwarder forwarder =
        new TcpPacketForwarder(
            loops,
            forwarding.withMaxHops(descriptors.hops()),
            plan.settings().egress(),
            System::nanoTime,
            plan.meters());
    parts.register(() -> forwarder.close(budget.atMost(FOR_NEXT_HOPS)));
    forwarder.named(TopologyHops.of(plan).frames());

    OnlineClients online = new OnlineClients();
    ClientServices services =
        new ClientServices(
            plan.identityKey(),
            () -> plan.engine().newKey(plan.random()),
            store,
            online,
            forwarder,
            store.clock(),
            plan.random(),
            ClientGenerations.all(plan.settings().bandwidthForAll()));
    clients =
        new ClientServer(
            loops,
            services,
            plan.engine(),
            clientOptions(plan.settings().delivery()).withAdmission(admission),
            plan.meters());
    parts.register(() -> clients.close(budget.atMost(FOR_CLIENTS)));

    Delivery delivery =
        new Delivery(store.clients(), store.inboxes(), online, forwarder, plan.meters());
    parts.register(() -> awaitAcks(delivery, budget.atMost(FOR_ACKS)));
    nodeKeys = nodeKeys(plan.sphinxKeys(), store);
    mixnet =
        new MixnetServer(
            loops,
            nodeKeys,
            plan.engine(),
            delivery,
            MixnetOptions.defaults()
                .withCacheEntryTtl(plan.settings().cacheEntryTtl())
                .withAdmission(admission),
            System::nanoTime,
            plan.meters());
    parts.register(() -> mixnet.close(budget.atMost(FOR_MIX_NODES)));

    mixnetAddress = bind("mix packets", mixnet::bind, plan.mixnetListener());
    Optional<InetSocketAddress> tlsListener = tlsFiles.flatMap(TlsFiles::listeningAddress);
    clientsAddress =
        bindClients(plan.clientsListener(), tlsListener.isPresent() ? Optional.empty() : tls, plan);
    clientsTlsAddress =
        tlsListener.isPresent()
            ? Optional.of(bindClients(tlsListener.get(), tls, plan))
            : tls.map(itself -> clientsAddress);
    log.info(
        "Listening for mix packets on {}, for clients on {}",
        NetUtil.toSocketAddressString(mixnetAddress),
        NetUtil.toSocketAddressString(clientsAddress));
    if (tls.isPresent() && clientsTlsAddress.isPresent()) {
      log.info(
          "TLS for clients on {}, by {}",
          NetUtil.toSocketAddressString(clientsTlsAddress.get()),
          tls.get().providerName());
    }
    apiAddress = bindApi(plan, parts, tlsListener.isPresent() || tls.isEmpty());
    EgressWiring egress = new EgressWiring(forwarder, mixnet.inside());
    List<InetSocketAddress> others = new ArrayList<>(List.of(clientsAddress));
    clientsTlsAddress.ifPresent(others::add);
    apiAddress.ifPresent(others::add);
    egress.own(mixnetAddress, others, plan.announcement());
    EgressWiring.tell(plan);
    TopologyHops.tell(plan);
    presence =
        plan.announcement() == null
            ? null
            : new DirectoryPresence(
                plan.directory(),
                plan.announcement().withSphinxKey(nodeKeys.current()),
                egress::listed,
                this::registered);
    Counter rotations = plan.meters().counter("postern.keys.rotations");
    rotation =
        plan.sphinxKeyStore() == null ? null : rotation(plan, plan.sphinxKeyStore(), rotations);
    if (presence != null) {
      presence.start();
    }
    if (rotation != null) {
      if (plan.directory() == Directory.none()) {
        rotation.registered(nodeKeys.current());
      }
      rotation.start();
    }
  }

  private KeyRotation rotation(GatewayPlan plan, SphinxKeyStore keyStore, Counter rotations) {
    return new KeyRotation(
        plan.settings().sphinxKeyRotation(),
        plan.sphinxKeys(),
        keyStore,
        nodeKeys,
        store.replays(),
        store.clock(),
        () -> SphinxPrivateKey.generate(plan.random()),
        key -> announce(plan, key),
        rotations);
  }

  private void announce(GatewayPlan plan, SphinxPublicKey key) {
    if (presence != null && plan.announcement() != null && plan.directory() != Directory.none()) {
      presence.announce(plan.announcement().withSphinxKey(key));
    } else if (rotation != null) {
      rotation.registered(key);
    }
  }

  private void registered(Announcement listed) {
    if (rotation != null) {
      rotation.registered(listed.sphinxKey());
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

  /** What was seen; a gateway that can't read it must not start, or all of it could come again. */
  private static NodeKeys nodeKeys(SphinxKeys keys, GatewayStore store) throws IOException {
    try {
      var unused = store.replays().logins();
      NodeKeys opening = new NodeKeys(keys.current(), store.replays());
      keys.openWith(opening, store.clock().instant());
      return opening;
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static GatewayStore open(GatewayPlan plan, Closer parts) throws IOException {
    if (plan.storeDirectory() == null) {
      throw new AssertionError("the builder saw to it that there is a store or a directory for it");
    }
    GatewayStore opened =
        JournalStore.open(
            plan.storeDirectory(), JournalOptions.DEFAULT, plan.settings().limits(), plan.clock());
    parts.register(opened::close);
    return opened;
  }

  private static ForwardingOptions forwardingOptions(GatewaySettings settings) {
    return ForwardingOptions.defaults()
        .withBackoff(
            settings.packetForwardingInitialBackoff(), settings.packetForwardingMaximumBackoff())
        .withConnectTimeout(settings.initialConnectionTimeout())
        .withMaximumAttempts(settings.maximumReconnectionAttempts())
        .withFrame(settings.frame());
  }

  private static ClientOptions clientOptions(GatewaySettings.Delivery delivery) {
    return ClientOptions.defaults()
        .withConfirmationTimeout(delivery.confirmationTimeout())
        .withTakeoverTimeout(delivery.takeoverTimeout())
        .withWindow(delivery.windowMessages(), delivery.windowBytes());
  }

  private InetSocketAddress bindClients(
      InetSocketAddress address, Optional<TlsCertificate> tls, GatewayPlan plan)
      throws IOException {
    ClientPort port = new ClientPort(tls, plan.settings().proxies());
    return bind("clients", wanted -> clients.bind(wanted, port), address);
  }

  private Optional<InetSocketAddress> bindApi(
      GatewayPlan plan, Closer parts, boolean clientsPortIsPlain) throws IOException {
    if (plan.apiListener() == null) {
      return Optional.empty();
    }
    Optional<InetSocketAddress> plainClients =
        clientsPortIsPlain ? Optional.of(clientsAddress) : Optional.empty();
    ApiServer api = ApiWiring.server(plan, () -> sphinxKeys(plan), plainClients, parts);
    InetSocketAddress bound = bind("the API", api::bind, plan.apiListener());
    log.info("The HTTP API listens on {}", NetUtil.toSocketAddressString(bound));
    return Optional.of(bound);
  }

  private SphinxKeys sphinxKeys(GatewayPlan plan) {
    return rotation == null ? plan.sphinxKeys() : rotation.keys();
  }

  private static TlsCertificate certificate(TlsFiles files, TlsMetrics metrics, Closer parts)
      throws IOException {
    TlsCertificate loaded = TlsCertificate.load(files, metrics);
    parts.register(loaded::close);
    loaded.watch(LOOK_AT_CERTIFICATE);
    return loaded;
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

  private static void awaitAcks(Delivery delivery, Duration limit) {
    try {
      if (!delivery.awaitAcks(limit)) {
        log.warn("Not every message in hand became safe in time; those get no ack");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  GatewayStore store() {
    return store;
  }

  /** What is announced, or will be. */
  SphinxPublicKey sphinxKey() {
    return nodeKeys.current();
  }

  InetSocketAddress mixnetAddress() {
    return mixnetAddress;
  }

  InetSocketAddress clientsAddress() {
    return clientsAddress;
  }

  /** Empty if clients are spoken to without TLS only. */
  Optional<InetSocketAddress> clientsTlsAddress() {
    return clientsTlsAddress;
  }

  /** Empty without one. */
  Optional<InetSocketAddress> apiAddress() {
    return apiAddress;
  }

  /** Never completes where there is no directory. */
  CompletableFuture<DirectoryConflict> conflict() {
    return presence == null ? new CompletableFuture<>() : presence.conflict();
  }

  /**
   * Waits for others for 7 s at most: 1 s for a rotation of keys in hand, 5 s for mix nodes, acks,
   * clients and next hops together, 1 s for the threads. The directory's 3 s run beside it. Then
   * the store takes the time that the disk needs, and there is no limit to that: whoever gave up on
   * it would have the next start read the whole journal.
   */
  void close() {
    mixnet.stopAccepting();
    clients.stopAccepting();
    if (rotation != null) {
      rotation.close();
    }
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
