package dev.postern.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.postern.app.FreePort;
import dev.postern.app.config.ConfigReader;
import dev.postern.app.topology.NymTopology;
import dev.postern.app.topology.TopologyReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as a user runs it: {@code java -jar postern.jar …}. */
@Timeout(600)
class PosternJarIT {
  private static final String UP = "can receive mix and client traffic";

  private Path home;

  @BeforeEach
  void home(@TempDir Path directory) {
    home = directory;
  }

  private void init(String address, String... more) throws Exception {
    Stream<String> anyPorts = Stream.of("--mix-port", "0", "--clients-port", "0");
    initAt(address, Stream.concat(anyPorts, Stream.of(more)).toArray(String[]::new));
  }

  private void initAt(String address, String... more) throws Exception {
    Stream<String> first =
        Stream.of("init", "--id", "alpha", "--mix-host", address, "--clients-host", address);
    String[] arguments = Stream.concat(first, Stream.of(more)).toArray(String[]::new);
    try (PosternProcess init = PosternProcess.run(home, arguments)) {
      assertThat(init.exitCode()).as("%s", init.output()).isZero();
    }
  }

  private Path config() {
    return home.resolve(".nym/gateways/alpha/config/config.toml");
  }

  /** One line, nothing of a stack trace, and the exit code. */
  private void assertFails(int exitCode, String message, String... arguments) throws Exception {
    try (PosternProcess postern = PosternProcess.run(home, arguments)) {
      List<String> errors =
          postern.output().stream().filter(line -> line.startsWith("postern: ")).toList();
      assertThat(errors).as("%s", postern.output()).hasSize(1);
      assertThat(errors.get(0)).contains(message);
      assertThat(postern.output()).last().isEqualTo(errors.get(0));
      assertThat(postern.output()).noneMatch(PosternJarIT::isStackTrace);
      assertThat(postern.exitCode()).isEqualTo(exitCode);
    }
  }

  private static boolean isStackTrace(String line) {
    return line.startsWith("\tat ") || line.contains("Exception") || line.contains("Caused by");
  }

  @Test
  void help_namesTheCommands() throws Exception {
    try (PosternProcess postern = PosternProcess.run(home, "--help")) {
      assertThat(postern.exitCode()).isZero();
      assertThat(String.join("\n", postern.output()))
          .contains("init", "run", "upgrade", "topology", "store", "demo");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"init", "run", "upgrade", "topology", "store", "demo"})
  void help_ofACommand_exits0(String command) throws Exception {
    try (PosternProcess postern = PosternProcess.run(home, command, "--help")) {
      assertThat(postern.exitCode()).isZero();
      assertThat(postern.output()).first().asString().startsWith("Usage: postern " + command);
    }
  }

  @Test
  void version_isOneLine() throws Exception {
    try (PosternProcess postern = PosternProcess.run(home, "--version")) {
      assertThat(postern.exitCode()).isZero();
      assertThat(postern.output())
          .singleElement()
          .asString()
          .matches("postern [0-9].* \\(Nym 0\\.9\\.0\\)");
    }
  }

  @Test
  void init_writesConfigAndKeys() throws Exception {
    init("127.0.0.1");

    assertThat(ConfigReader.read(config(), home).gateway().id()).isEqualTo("alpha");
    assertThat(home.resolve(".nym/gateways/alpha/data/private_identity.pem")).isRegularFile();
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, TERM", "127.0.0.1, INT", "::1, TERM"})
  void run_untilSignalled_printsItsTextAndExits0(String address, String signal) throws Exception {
    init(address, "--validator", "none");
    try (PosternProcess postern = new PosternProcess(home, "run", "--id", "alpha")) {
      for (String line :
          List.of(
              "Starting gateway alpha...",
              "Public sphinx key: ",
              "Public identity key: ",
              "Validator REST endpoint: none",
              "Listening for incoming sphinx packets on ",
              "Announcing the following socket address for sphinx packets: ",
              "Listening for incoming clients data on ",
              "Announcing the following socket address for clients data: ws://",
              "Inboxes directory is: ",
              "Registered client data is at: ",
              UP)) {
        postern.awaitLine(line);
      }
      postern.signal(signal);

      assertThat(postern.exitCode()).as("%s", postern.output()).isZero();
      assertThat(postern.output()).noneMatch(PosternJarIT::isStackTrace);
      assertThat(postern.output()).noneMatch(line -> line.startsWith("WARNING: "));
    }
  }

  @Test
  void run_again_isTheSameGateway() throws Exception {
    init("127.0.0.1", "--validator", "none");
    String first = identityOfARun();

    assertThat(identityOfARun()).isEqualTo(first);
  }

  private String identityOfARun() throws Exception {
    try (PosternProcess postern = new PosternProcess(home, "run", "--id", "alpha")) {
      String identity = postern.awaitLine("Public identity key: ");
      postern.awaitLine(UP);
      postern.signal("TERM");
      assertThat(postern.exitCode()).isZero();
      return identity;
    }
  }

  @Test
  void run_configElsewhere_isUsed() throws Exception {
    init("127.0.0.1", "--validator", "none");
    Path elsewhere = Files.move(config(), home.resolve("my.toml"));
    try (PosternProcess postern =
        new PosternProcess(home, "run", "--id", "alpha", "--config", elsewhere.toString())) {
      postern.awaitLine(UP);
      postern.signal("TERM");
      assertThat(postern.exitCode()).isZero();
    }
  }

  @Test
  void run_withValidator_registersAndUnregisters() throws Exception {
    BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    HttpServer validator =
        validator(
            calls,
            "{\"mixNodes\":[],\"gateways\":[],\"validators\":{\"block_height\":0,\"validators\":[]}}");
    try {
      init("127.0.0.1", "--validator", address(validator));
      try (PosternProcess postern = new PosternProcess(home, "run", "--id", "alpha")) {
        postern.awaitLine(UP);
        assertThat(calls.take()).isEqualTo("GET /api/mixmining/topology");
        assertThat(calls.take()).isEqualTo("POST /api/mixmining/register/gateway");
        postern.signal("TERM");
        assertThat(postern.exitCode()).as("%s", postern.output()).isZero();
      }
      assertThat(calls.take()).startsWith("DELETE /api/mixmining/register/");
    } finally {
      validator.stop(0);
    }
  }

  @Test
  void store_ofARunningGateway_canBeLookedAt_andNotChanged() throws Exception {
    init("127.0.0.1", "--validator", "none");
    String backup = home.resolve("backup").toString();
    try (PosternProcess gateway = new PosternProcess(home, "run", "--id", "alpha")) {
      gateway.awaitLine(UP);
      assertPrints("The store is in use", "store", "verify", "--id", "alpha");
      assertPrints("\"in_use\":true", "store", "stats", "--id", "alpha", "--json");
      assertPrints("Exported 0 registrations", "store", "export", "--id", "alpha", backup);
      assertFails(1, "is in use", "store", "import", "--id", "alpha", backup);
      gateway.signal("TERM");
      assertThat(gateway.exitCode()).isZero();
    }
    assertPrints("Sound.", "store", "verify", "--id", "alpha");
    assertPrints("Imported 0 messages", "store", "import", "--id", "alpha", backup);
  }

  private void assertPrints(String text, String... arguments) throws Exception {
    try (PosternProcess postern = PosternProcess.run(home, arguments)) {
      assertThat(postern.exitCode()).as("%s", postern.output()).isZero();
      assertThat(String.join("\n", postern.output())).contains(text);
    }
  }

  /** docs/private-network.md, with ports of its own. */
  @Test
  void threeCommands_areAPrivateNetwork() throws Exception {
    int mixPort = FreePort.choose().getPort();
    int clientsPort = FreePort.choose().getPort();
    int apiPort = FreePort.choose().getPort();
    initAt(
        "127.0.0.1",
        "--validator",
        "none",
        "--mix-port",
        "" + mixPort,
        "--clients-port",
        "" + clientsPort,
        "--api-port",
        "" + apiPort);
    String api = "http://127.0.0.1:" + apiPort;
    Path file = home.resolve("network.json");
    try (PosternProcess gateway = new PosternProcess(home, "run", "--id", "alpha")) {
      gateway.awaitLine("Saying what it is over HTTP on 127.0.0.1:" + apiPort);
      gateway.awaitLine(UP);
      try (PosternProcess topology = PosternProcess.run(home, "topology", api)) {
        assertThat(topology.exitCode()).as("%s", topology.output()).isZero();
        Files.write(file, topology.output());
      }
      NymTopology network = TopologyReader.read(file);
      assertThat(network.nodes())
          .singleElement()
          .extracting(node -> node.mixHost().text())
          .isEqualTo("127.0.0.1:" + mixPort);
      assertThat(network.nodes().get(0).entry().orElseThrow().clientsWsPort())
          .isEqualTo(clientsPort);
      assertPrints(
          network.nodes().get(0).identityKey().toBase58(), "topology", "--form", "wasm", "alpha");
      gateway.signal("TERM");
      assertThat(gateway.exitCode()).isZero();
    }
    try (PosternProcess again =
        new PosternProcess(home, "run", "--id", "alpha", "--topology", file.toString())) {
      again.awaitLine("Packets also go to the nodes of the topology, which are 1");
      again.awaitLine(UP);
      again.signal("TERM");
      assertThat(again.exitCode()).isZero();
    }
  }

  @Test
  void run_topologyThatIsNone_isRefused() throws Exception {
    init("127.0.0.1", "--validator", "none");
    Path file = home.resolve("network.json");

    assertFails(
        1, "network.json does not exist", "run", "--id", "alpha", "--topology", file.toString());
    Files.writeString(file, "{}");
    assertFails(
        1, "network.json is no topology", "run", "--id", "alpha", "--topology", file.toString());
  }

  @Test
  void run_addressOfAnotherNode_isRefused() throws Exception {
    HttpServer validator =
        validator(new LinkedBlockingQueue<>(), topologyWithGatewayAt("10.1.2.3:1789"));
    try {
      init("127.0.0.1", "--validator", address(validator), "--mix-announce-host", "10.1.2.3:1789");
      assertFails(1, "10.1.2.3:1789", "run", "--id", "alpha");
    } finally {
      validator.stop(0);
    }
  }

  @Test
  void run_validatorDown_servesAllTheSame() throws Exception {
    init("127.0.0.1", "--validator", "http://127.0.0.1:" + FreePort.choose().getPort());
    try (PosternProcess postern = new PosternProcess(home, "run", "--id", "alpha")) {
      postern.awaitLine(UP);
      postern.awaitLine("Not registered");
      postern.signal("TERM");
      assertThat(postern.exitCode()).isZero();
    }
  }

  private static String topologyWithGatewayAt(String mixHost) {
    return "{\"mixNodes\":[],\"gateways\":[{\"mixHost\":\""
        + mixHost
        + "\",\"identityKey\":\"x\","
        + "\"sphinxKey\":\"x\",\"version\":\"0.9.0\",\"location\":\"\",\"incentivesAddress\":\"\","
        + "\"clientsHost\":\"ws://x:1\",\"registrationTime\":1,\"reputation\":1}],"
        + "\"validators\":{\"block_height\":0,\"validators\":[]}}";
  }

  private static HttpServer validator(BlockingQueue<String> calls, String topology)
      throws IOException {
    HttpServer validator =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    validator.createContext(
        "/",
        exchange -> {
          calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          exchange.getRequestBody().readAllBytes();
          boolean asksTopology = exchange.getRequestMethod().equals("GET");
          byte[] body =
              (asksTopology ? topology : "{\"ok\":true}").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    validator.start();
    return validator;
  }

  private static String address(HttpServer validator) {
    return "http://127.0.0.1:" + validator.getAddress().getPort();
  }

  @Test
  void run_portInUse_isRefused() throws Exception {
    init("127.0.0.1", "--validator", "none");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertFails(1, port, "run", "--id", "alpha", "--mix-port", port);
      assertFails(1, port, "run", "--id", "alpha", "--clients-port", port);
    }
  }

  @Test
  void run_addressOfAnotherMachine_isRefused() throws Exception {
    init("192.0.2.1", "--validator", "none");

    assertFails(1, "192.0.2.1", "run", "--id", "alpha");
  }

  @Test
  void run_withoutInit_saysInit() throws Exception {
    assertFails(1, "run 'postern init'", "run", "--id", "alpha");
  }

  @Test
  void run_unreadableKey_isRefused() throws Exception {
    init("127.0.0.1", "--validator", "none");
    Files.writeString(home.resolve(".nym/gateways/alpha/data/private_sphinx.pem"), "no key");

    assertFails(1, "private_sphinx.pem", "run", "--id", "alpha");
  }

  @Test
  void run_unknownKeyInTheFile_isRefused() throws Exception {
    init("127.0.0.1", "--validator", "none");
    Files.writeString(config(), Files.readString(config()) + "[other]\na = 1\n");

    assertFails(1, "unknown key 'other'", "run", "--id", "alpha");
  }

  @Test
  void run_brokenFile_isRefused() throws Exception {
    init("127.0.0.1", "--validator", "none");
    Files.writeString(config(), "[gateway\n");

    assertFails(1, "config.toml:1: not TOML", "run", "--id", "alpha");
  }

  @ParameterizedTest
  @CsvSource({
    "'', No command given",
    "bogus, Unmatched argument",
    "run, Missing required option",
    "init --id a --mix-host x --clients-host 127.0.0.1, no IP address",
    "init --id a --mix-host 127.0.0.1:70000 --clients-host 127.0.0.1, no IP address",
    "init --id a --clients-host 127.0.0.1, --mix-host",
  })
  void badUsage_isOneLineAndExitCode2(String arguments, String message) throws Exception {
    assertFails(2, message, arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
  }

  @Test
  void init_idThatLeavesTheDirectory_isRefused() throws Exception {
    assertFails(
        1,
        "can't name a directory",
        "init",
        "--id",
        "../x",
        "--mix-host",
        "127.0.0.1",
        "--clients-host",
        "127.0.0.1");
    assertThat(home).isEmptyDirectory();
  }
}
