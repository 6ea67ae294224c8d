package dev.postern.app.demo;

import dev.postern.app.Gateway;
import dev.postern.app.GatewayBuilder;
import dev.postern.app.GatewaySettings;
import dev.postern.net.forwarding.EgressRules;
import dev.postern.net.forwarding.ForwardingOptions;
import dev.postern.net.forwarding.TcpPacketForwarder;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Three mix nodes and a gateway on free loopback ports. */
public final class DemoNetwork implements AutoCloseable {
  private static final Duration MIX_DELAY = Duration.ofMillis(5);
  private static final EgressRules LOOPBACK = EgressRules.defaults().allow("127.0.0.0/8");

  private final SecureRandom random = new SecureRandom();
  private final CryptoEngine engine = CryptoEngine.best();
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final TcpPacketForwarder forwarder =
      new TcpPacketForwarder(
          loops,
          ForwardingOptions.defaults(),
          LOOPBACK,
          System::nanoTime,
          new SimpleMeterRegistry());
  private final IdentityPrivateKey gatewayIdentity = IdentityPrivateKey.generate(random);
  private final SphinxPrivateKey gatewaySphinxKey = SphinxPrivateKey.generate(random);
  private final Path storeDirectory;
  private final UnaryOperator<GatewayBuilder> more;
  private final List<DemoMix> mixes;
  private Gateway gateway;

  private DemoNetwork(Path storeDirectory, UnaryOperator<GatewayBuilder> more) throws IOException {
    this.storeDirectory = storeDirectory;
    this.more = more;
    this.mixes = List.of(startMix(), startMix(), startMix());
    this.gateway = startGateway(anyPort(), anyPort());
  }

  /** Starts everything; the gateway keeps its store in that directory. */
  public static DemoNetwork start(Path storeDirectory) throws IOException {
    return start(storeDirectory, builder -> builder);
  }

  /**
   * The same with more to the gateway than keys, listeners and a store.
   *
   * @param more is asked each time that the gateway is built; settings of its own begin with {@link
   *     #settings}
   */
  public static DemoNetwork start(Path storeDirectory, UnaryOperator<GatewayBuilder> more)
      throws IOException {
    return new DemoNetwork(storeDirectory, more);
  }

  /** What a gateway of this network needs to know: its mixes are on loopback. */
  public static GatewaySettings settings() {
    return GatewaySettings.defaults().withEgress(LOOPBACK);
  }

  private DemoMix startMix() {
    return DemoMix.start(loops, forwarder, engine, random);
  }

  private Gateway startGateway(InetSocketAddress mixnet, InetSocketAddress clients)
      throws IOException {
    Gateway started =
        more.apply(
                Gateway.builder()
                    .identityKey(gatewayIdentity)
                    .sphinxKey(gatewaySphinxKey)
                    .mixnetListener(mixnet)
                    .clientsListener(clients)
                    .settings(settings())
                    .storeDirectory(storeDirectory))
            .build();
    started.start();
    return started;
  }

  /** Stops the gateway and starts it again: same keys, same store, same ports. */
  public void restartGateway() throws IOException {
    InetSocketAddress mixnet = gateway.mixnetAddress();
    InetSocketAddress clients = gateway.clientsAddress();
    gateway.close();
    gateway = startGateway(mixnet, clients);
  }

  /** The gateway that runs now. */
  public Gateway gateway() {
    return gateway;
  }

  /** Where the mixes listen, in the order of the route. */
  public List<InetSocketAddress> mixAddresses() {
    return mixes.stream().map(DemoMix::address).toList();
  }

  /** A client that has an identity and nothing else yet. */
  public DemoClient newClient() {
    return newClient(clientsUri());
  }

  /** The same, if there is something between it and the gateway. */
  public DemoClient newClient(URI way) {
    return new DemoClient(way, gatewayIdentity.publicKey(), engine, random);
  }

  /** Where clients connect. */
  public URI clientsUri() {
    return URI.create("ws://127.0.0.1:" + gateway.clientsAddress().getPort());
  }

  /** Writes letters that go through all mixes to the gateway. */
  public LetterWriter letterWriter() {
    RouteHop last =
        new RouteHop(
            NodeAddress.of(gateway.mixnetAddress()), gatewaySphinxKey.publicKey(), Duration.ZERO);
    return new LetterWriter(
        engine,
        random,
        List.of(
            mixes.get(0).hop(MIX_DELAY),
            mixes.get(1).hop(MIX_DELAY),
            mixes.get(2).hop(MIX_DELAY),
            last));
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Override
  public void close() {
    gateway.close();
    mixes.forEach(DemoMix::close);
    forwarder.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
