package dev.postern.app.crash;

import dev.postern.app.FreePort;
import dev.postern.app.cli.PosternProcess;
import dev.postern.app.config.ConfigReader;
import dev.postern.app.config.GatewayConfig;
import dev.postern.app.config.GatewayFiles;
import dev.postern.app.config.GatewayKeys;
import dev.postern.app.config.KeyFiles;
import dev.postern.app.demo.DemoClient;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.storage.journal.StoreFinding;
import dev.postern.storage.journal.StoreSnapshot;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;

/** A gateway that the jar runs: one home and the same two ports, over any number of processes. */
public final class JarGateway {
  private static final String ID = "crash";

  private final Path home;
  private final List<String> jvmFlags;
  private final InetSocketAddress mixnet;
  private final InetSocketAddress clients;
  private final GatewayKeys keys;
  private final Path store;

  private JarGateway(Path home, List<String> jvmFlags) throws Exception {
    this.home = home;
    this.jvmFlags = jvmFlags;
    this.mixnet = FreePort.choose();
    this.clients = FreePort.choose();
    init();
    GatewayConfig config = ConfigReader.read(new GatewayFiles(home, ID).config(), home);
    this.keys = KeyFiles.read(config.gateway().keys());
    this.store = config.clientsEndpoint().inboxesDirectory().resolve(GatewayFiles.STORE);
  }

  private JarGateway(JarGateway same, List<String> jvmFlags) {
    this.home = same.home;
    this.jvmFlags = jvmFlags;
    this.mixnet = same.mixnet;
    this.clients = same.clients;
    this.keys = same.keys;
    this.store = same.store;
  }

  /**
   * With {@code init}, for processes that live for a second or two: they are up in half the time,
   * because they don't compile for the long run and find their classes loaded by the first of them.
   */
  static JarGateway shortLived(Path home) throws Exception {
    Path classes = home.resolve("classes.jsa");
    String compileLittle = "-XX:TieredStopAtLevel=1";
    JarGateway first =
        new JarGateway(home, List.of(compileLittle, "-XX:ArchiveClassesAtExit=" + classes));
    PosternProcess process = first.start();
    process.signal("TERM");
    process.exitCode();
    return new JarGateway(first, List.of(compileLittle, "-XX:SharedArchiveFile=" + classes));
  }

  /** With {@code init}, for a process that is measured. */
  public static JarGateway asUsersRunIt(Path home, String... jvmFlags) throws Exception {
    return new JarGateway(home, List.of(jvmFlags));
  }

  private void init() throws Exception {
    try (PosternProcess init =
        PosternProcess.run(
            home,
            "init",
            "--id",
            ID,
            "--mix-host",
            "127.0.0.1:" + mixnet.getPort(),
            "--clients-host",
            "127.0.0.1:" + clients.getPort(),
            "--validator",
            "none",
            "--egress-allow",
            "127.0.0.0/8")) {
      if (init.exitCode() != 0) {
        throw new AssertionError("init: " + init.output());
      }
    }
  }

  /** Adds to its configuration file, for the next process. */
  public void configure(String lines) throws Exception {
    Files.writeString(new GatewayFiles(home, ID).config(), lines, StandardOpenOption.APPEND);
  }

  /** Runs it, and doesn't wait until it is up. */
  PosternProcess begin() throws IOException {
    return new PosternProcess(home, jvmFlags, "run", "--id", ID);
  }

  /** Runs it; when this returns, it can receive. */
  public PosternProcess start() throws IOException, InterruptedException {
    PosternProcess process = begin();
    process.awaitLine("can receive mix and client traffic");
    return process;
  }

  /** The same under another command, such as {@code prlimit}. */
  PosternProcess startWithin(String... command) throws IOException, InterruptedException {
    PosternProcess process =
        new PosternProcess(List.of(command), home, jvmFlags, "run", "--id", ID);
    process.awaitLine("can receive mix and client traffic");
    return process;
  }

  /** A client that has an identity and nothing else yet. */
  public DemoClient newClient() {
    return new DemoClient(
        clientsUri(), keys.identity().publicKey(), CryptoEngine.best(), new SecureRandom());
  }

  /** Sends messages whose acks go there. */
  PacketSource newSource(RouteHop ackHop, Ledger ledger) {
    return new PacketSource(mixnet, keys.sphinx().publicKey(), ackHop, ledger);
  }

  URI clientsUri() {
    return URI.create("ws://127.0.0.1:" + clients.getPort());
  }

  /** Where clients connect. */
  public InetSocketAddress clients() {
    return clients;
  }

  /** Where mixes connect. */
  public InetSocketAddress mixnet() {
    return mixnet;
  }

  /** Its secrets. */
  public GatewayKeys keys() {
    return keys;
  }

  /** The directory of the store. */
  Path store() {
    return store;
  }

  /**
   * What is wrong with the store of a stopped gateway, as {@code postern store verify} tells; no
   * kill and no fault may damage it.
   */
  List<String> damage() throws IOException {
    if (!StoreSnapshot.isStore(store)) {
      return List.of(); // no start got so far
    }
    try (StoreSnapshot snapshot = StoreSnapshot.read(store)) {
      return snapshot.verify().findings().stream()
          .filter(finding -> finding.damage() || finding.file().startsWith("quarantine/"))
          .map(StoreFinding::toString)
          .toList();
    }
  }
}
