package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.app.demo.DemoClient;
import dev.postern.app.demo.DemoNetwork;
import dev.postern.app.demo.Letter;
import dev.postern.app.directory.Announcement;
import dev.postern.app.directory.Directory;
import dev.postern.app.directory.ListedNode;
import dev.postern.app.directory.Topology;
import dev.postern.app.topology.NymTopology;
import dev.postern.app.topology.TopologyReader;
import dev.postern.net.forwarding.EgressRules;
import dev.postern.net.wire.SurbAck;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Strangers name next hops that are none of their business, through both doors: in a client's
 * frame, and in the SURB-ack inside a packet. A service that listens on every address of this
 * machine must never hear of it.
 */
@Timeout(120)
class EgressEndToEndTest {
  private static final int HEAD_BYTES = 2; // as Nym 0.9 has it
  private static final byte REGULAR = 1;
  private static final byte MIX = 0;

  @TempDir private Path directory;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private ServerSocketChannel service;
  private DemoNetwork network;

  @BeforeEach
  void startService() throws IOException {
    service = ServerSocketChannel.open();
    service.bind(new InetSocketAddress(0));
    service.configureBlocking(false);
  }

  @AfterEach
  void stop() throws IOException {
    network.close();
    service.close();
  }

  private void startGateway(GatewaySettings settings) throws IOException {
    network =
        DemoNetwork.start(directory, builder -> builder.settings(settings).meterRegistry(meters));
  }

  @Test
  void ssrfList_inAClientsFrame_reachesNobody() throws Exception {
    startGateway(GatewaySettings.defaults());
    DemoClient client = network.newClient();
    client.register();

    List<NodeAddress> targets = targets();
    for (NodeAddress target : targets) {
      client.send(letter(target));
    }

    awaitRefused(targets.size());
    assertNobodyWasReached();
  }

  @Test
  void ssrfList_inASurbAck_reachesNobody() throws Exception {
    startGateway(GatewaySettings.defaults());
    DemoClient client = network.newClient();
    client.register();

    List<NodeAddress> targets = targets();
    try (Socket mixNode =
        new Socket(InetAddress.getLoopbackAddress(), network.gateway().mixnetAddress().getPort())) {
      for (NodeAddress target : targets) {
        mixNode.getOutputStream().write(frameWithAckFor(target, client.address()));
      }
      awaitRefused(targets.size());
    }
    assertNobodyWasReached();
  }

  @Test
  void allowedAddress_isReached() throws Exception {
    startGateway(
        GatewaySettings.defaults()
            .withEgress(EgressRules.defaults().allow("127.0.0.1:" + servicePort())));
    DemoClient client = network.newClient();
    client.register();

    client.send(letter(loopback(servicePort())));

    awaitReached();
  }

  /** The operator named it: that is enough in every mode, wherever the node is. */
  @Test
  void addressInATopology_isReached_inTopologyModeToo() throws Exception {
    startWithTopology(4_294_967_295L, EgressRules.Mode.TOPOLOGY);
    DemoClient client = network.newClient();
    client.register();

    client.send(letter(loopback(servicePort())));

    awaitReached();
  }

  /** A client of 0.9 sends; the form is that of the hop. */
  @ParameterizedTest
  @CsvSource({"4294967295, 7", "0, 7", "3, 8"})
  void addressInATopology_getsFramesOfItsNetwork(long keyRotationId, int firstByte)
      throws Exception {
    startWithTopology(keyRotationId, EgressRules.Mode.PUBLIC);
    DemoClient client = network.newClient();
    client.register();

    client.send(letter(loopback(servicePort())));

    service.configureBlocking(true);
    try (SocketChannel reached = service.accept()) {
      assertThat(reached.socket().getInputStream().read()).isEqualTo(firstByte);
    }
  }

  private void startWithTopology(long keyRotationId, EgressRules.Mode mode) throws IOException {
    Path file = directory.resolve("network.json");
    Files.writeString(file, topologyOf(keyRotationId, "127.0.0.1:" + servicePort()));
    NymTopology topology = TopologyReader.read(file);
    network =
        DemoNetwork.start(
            directory.resolve("store"),
            builder ->
                builder
                    .settings(
                        GatewaySettings.defaults()
                            .withEgress(EgressRules.defaults().withMode(mode)))
                    .meterRegistry(meters)
                    .topology(topology));
  }

  private static String topologyOf(long keyRotationId, String mixHost) {
    return """
    {"metadata":{"key_rotation_id":%d,"absolute_epoch_id":1,
                 "refreshed_at":"2026-01-02T03:04:05Z"},
     "rewardedSet":{"epoch_id":1,"entry_gateways":[],"exit_gateways":[],
                    "layer1":[1],"layer2":[],"layer3":[],"standby":[]},
     "nodeDetails":{"1":{"nodeId":1,"mixHost":"%s","entry":null,
                         "identityKey":"%s","sphinxKey":"%s",
                         "supportedRoles":{"mixnode":true,"mixnet_entry":false,
                                           "mixnet_exit":false}}}}
    """
        .formatted(
            keyRotationId,
            mixHost,
            IdentityPrivateKey.generate(new SecureRandom()).publicKey(),
            SphinxPrivateKey.generate(new SecureRandom()).publicKey());
  }

  /** A network of one's own, with a directory of its own, works with every default on. */
  @Test
  void addressThatALocalDirectoryLists_isReached() throws Exception {
    Announcement ours = announcement();
    network =
        DemoNetwork.start(
            directory,
            builder ->
                builder
                    .settings(GatewaySettings.defaults())
                    .meterRegistry(meters)
                    .announcement(ours)
                    .directory(listing("127.0.0.1:" + servicePort(), "127.0.0.1")));
    DemoClient client = network.newClient();
    client.register();

    assertReachedSometime(client);
  }

  /** Anybody may register any address with a public validator of 0.9. */
  @Test
  void addressThatAPublicDirectoryLists_isNotReached() throws Exception {
    Announcement ours = announcement();
    network =
        DemoNetwork.start(
            directory,
            builder ->
                builder
                    .settings(GatewaySettings.defaults())
                    .meterRegistry(meters)
                    .announcement(ours)
                    .directory(listing("127.0.0.1:" + servicePort(), "9.9.9.9")));
    DemoClient client = network.newClient();
    client.register();
    while (!registered) {
      Thread.onSpinWait();
    }

    client.send(letter(loopback(servicePort())));

    awaitRefused(1);
    assertNobodyWasReached();
  }

  private volatile boolean registered;

  private Directory listing(String mixHost, String address) {
    return new Directory() {
      @Override
      public List<InetAddress> addresses() {
        return List.of(new InetSocketAddress(address, 0).getAddress());
      }

      @Override
      public Topology topology() {
        return new Topology(
            List.of(new ListedNode(new ListedNode.Mixing(1), mixHost, "i", "s", "0.9.0")),
            List.of());
      }

      @Override
      public void register(Announcement announcement) {
        registered = true; // it comes after the look at the others
      }

      @Override
      public void unregister(IdentityPublicKey identity) {}
    };
  }

  private static Announcement announcement() {
    SecureRandom random = new SecureRandom();
    return new Announcement(
        "192.0.2.7:1789",
        IdentityPrivateKey.generate(random).publicKey(),
        SphinxPrivateKey.generate(random).publicKey(),
        "0.9.0",
        "unknown",
        "",
        "ws://192.0.2.7:9000");
  }

  private int servicePort() {
    return service.socket().getLocalPort();
  }

  private static NodeAddress loopback(int port) {
    return NodeAddress.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Ways to write this machine, its network, its own ports, and what is no host at all. */
  private List<NodeAddress> targets() {
    List<NodeAddress> targets = new ArrayList<>();
    int port = servicePort();
    for (String host :
        List.of(
            "7f000001", // 127.0.0.1
            "7f000002",
            "7fffffff",
            "00000000",
            "00000001",
            "0a000001",
            "64400001",
            "a9fea9fe", // 169.254.169.254, where clouds keep credentials
            "ac100001",
            "c0a80001",
            "c6120001",
            "e0000001",
            "f0000001",
            "ffffffff",
            "00000000000000000000000000000001",
            "00000000000000000000000000000000",
            "00000000000000000000ffff7f000001", // ::ffff:127.0.0.1
            "0000000000000000000000007f000001",
            "0000000000000000ffff00007f000001",
            "0064ff9b0000000000000000" + "7f000001",
            "0064ff9b000100000000000000000001",
            "20027f00000100000000000000000000",
            "20020a00000100000000000000000000",
            "20010000000000000000000000000000",
            "fc000000000000000000000000000001",
            "fd000000000000000000000000000001",
            "fe800000000000000000000000000001",
            "fec00000000000000000000000000001",
            "ff020000000000000000000000000001")) {
      targets.add(address(host, port));
    }
    targets.add(address("7f000001", 0));
    targets.add(address("08080808", 0));
    targets.add(loopback(network.gateway().mixnetAddress().getPort()));
    targets.add(loopback(network.gateway().clientsAddress().getPort()));
    return targets;
  }

  private static NodeAddress address(String hex, int port) {
    byte[] ip = HexFormat.of().parseHex(hex);
    byte[] bytes =
        ByteBuffer.allocate(3 + ip.length)
            .put((byte) (ip.length == 4 ? 4 : 6))
            .putShort((short) port)
            .put(ip)
            .array();
    return NodeAddress.read(bytes, 0, bytes.length);
  }

  private static Letter letter(NodeAddress firstHop) {
    byte[] packet = new byte[PacketSize.REGULAR.packetBytes()];
    return new Letter(firstHop, PacketSize.REGULAR, packet, new byte[0], new byte[0]);
  }

  private byte[] frameWithAckFor(NodeAddress ackHop, DestinationAddress client) {
    SphinxPacketBuilder builder = new SphinxPacketBuilder(CryptoEngine.best(), new SecureRandom());
    byte[] plaintext = new byte[PacketSize.REGULAR.plaintextBytes()];
    ackHop.write(plaintext, 0, SurbAck.ADDRESS_BYTES);
    RouteHop last =
        new RouteHop(
            NodeAddress.of(network.gateway().mixnetAddress()),
            network.gateway().sphinxKey(),
            Duration.ZERO);
    byte[] packet =
        builder.build(PacketSize.REGULAR, List.of(last), client, new byte[16], plaintext);
    return ByteBuffer.allocate(HEAD_BYTES + packet.length)
        .put(REGULAR)
        .put(MIX)
        .put(packet)
        .array();
  }

  private void awaitRefused(int packets) throws InterruptedException {
    while (dropped("not_allowed")
            + dropped("unconnectable")
            + dropped("own_address")
            + openedInside()
        < packets) {
      Thread.sleep(1);
    }
    // The clients' port is refused; what is for the port for mix packets stays inside.
    assertThat(dropped("own_address")).isIn(0.0, 1.0);
    assertThat(openedInside()).isEqualTo(dropped("own_address"));
  }

  private void assertNobodyWasReached() throws IOException {
    assertThat(meters.get("postern.forwarding.hops").gauge().value()).isZero();
    assertThat(meters.get("postern.forwarding.connect_failures").counter().count()).isZero();
    assertThat(service.accept()).isNull();
  }

  private void awaitReached() throws IOException, InterruptedException {
    while (true) {
      try (SocketChannel reached = service.accept()) {
        if (reached != null) {
          return;
        }
      }
      Thread.sleep(1);
    }
  }

  /** The gateway serves before it has asked the directory. */
  private void assertReachedSometime(DemoClient client) throws IOException, InterruptedException {
    while (dropped("not_allowed") < 10_000) {
      client.send(letter(loopback(servicePort())));
      try (SocketChannel reached = service.accept()) {
        if (reached != null) {
          return;
        }
      }
      Thread.sleep(1);
    }
    throw new AssertionError("never reached");
  }

  /** A packet of zeros, wherever it was opened. */
  private double openedInside() {
    return meters.get("postern.packets.dropped").tag("reason", "low_order_alpha").counter().count();
  }

  private double dropped(String reason) {
    return meters.get("postern.forwarding.dropped").tag("reason", reason).counter().count();
  }
}
