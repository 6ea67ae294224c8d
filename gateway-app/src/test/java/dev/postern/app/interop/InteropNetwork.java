package dev.postern.app.interop;

import dev.postern.app.cli.PosternProcess;
import dev.postern.app.crash.JarGateway;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.RouteHop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Postern as users run it, three mixes, and what else a stock client wants to find. */
final class InteropNetwork implements AutoCloseable {
  private final List<StubMix> mixes;
  private final JarGateway gateway;
  private final NymApi api;
  private final Path topologyFile;
  private PosternProcess process;

  private InteropNetwork(Path home) throws Exception {
    mixes = List.of(StubMix.start(), StubMix.start(), StubMix.start());
    gateway = JarGateway.asUsersRunIt(home);
    process = gateway.start();
    NetworkMap map = NetworkMap.of(mixes, gateway.mixnet(), gateway.clients(), gateway.keys());
    api = NymApi.start(map);
    topologyFile = Files.writeString(home.resolve("topology.json"), TopologyFile.of(map));
  }

  static InteropNetwork start(Path home) throws Exception {
    return new InteropNetwork(home);
  }

  NymApi api() {
    return api;
  }

  Path topologyFile() {
    return topologyFile;
  }

  /** In base58. */
  String gatewayIdentity() {
    return gateway.keys().identity().publicKey().toBase58();
  }

  /** A client of 2020. */
  OldClient newOldClient() {
    return new OldClient(gateway.newClient(), gatewayIdentity(), route());
  }

  /** Through the mixes to the gateway. */
  private List<RouteHop> route() {
    List<RouteHop> route = new ArrayList<>();
    for (StubMix mix : mixes) {
      route.add(new RouteHop(NodeAddress.of(mix.address()), mix.key().publicKey(), Duration.ZERO));
    }
    route.add(
        new RouteHop(
            NodeAddress.of(gateway.mixnet()), gateway.keys().sphinx().publicKey(), Duration.ZERO));
    return route;
  }

  /** What came to the mixes and should not have come. */
  List<String> complaints() {
    return mixes.stream().flatMap(mix -> mix.complaints().stream()).toList();
  }

  /** Stops the gateway as {@code kill -TERM} does. */
  void stopGateway() throws IOException, InterruptedException {
    process.signal("TERM");
    process.exitCode();
  }

  /** Starts it again: same keys, same store, same ports. */
  void startGateway() throws IOException, InterruptedException {
    process = gateway.start();
  }

  @Override
  public void close() {
    process.close();
    api.close();
    mixes.forEach(StubMix::close);
  }
}
