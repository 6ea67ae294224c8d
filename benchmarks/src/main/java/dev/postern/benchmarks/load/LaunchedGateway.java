package dev.postern.benchmarks.load;

import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A gateway of ours, run from its jar in a directory of its own, on two free loopback ports. It
 * ends with this process at the latest, and its directory with it.
 */
final class LaunchedGateway implements AutoCloseable {
  private static final String ID = "load";
  private static final String SPHINX_KEY = "Public sphinx key: ";
  private static final String IDENTITY_KEY = "Public identity key: ";
  private static final String READY = "can receive mix and client traffic";
  private static final long PATIENCE_SECONDS = 120;

  private final Path home;
  private final Process process;
  private final Thread endsWithUs = new Thread(this::end, "gateway-end");
  private final Target target;
  private final double readyMillis;

  private LaunchedGateway(Path home, Process process, Target target, double readyMillis) {
    this.home = home;
    this.process = process;
    this.target = target;
    this.readyMillis = readyMillis;
    Runtime.getRuntime().addShutdownHook(endsWithUs);
  }

  /**
   * Initialises one and runs it until it is ready.
   *
   * @param javaCommand the JVM and its flags
   * @param under where its directory is made: on the disk that is to be measured
   */
  static LaunchedGateway start(List<String> javaCommand, Path jar, Path under)
      throws IOException, InterruptedException {
    Path home = Files.createTempDirectory(under, "postern-load");
    try {
      return launch(javaCommand, jar, home);
    } catch (IOException | InterruptedException | LoadFailure e) {
      remove(home);
      throw e;
    }
  }

  private static LaunchedGateway launch(List<String> javaCommand, Path jar, Path home)
      throws IOException, InterruptedException {
    InetSocketAddress mixnet = freeAddress();
    InetSocketAddress clients = freeAddress();
    List<String> command = new ArrayList<>(javaCommand);
    command.addAll(List.of("-jar", jar.toString()));
    init(command, home, mixnet, clients);

    long begin = System.nanoTime();
    Process process = run(command, home, "run", "--id", ID);
    Output output = new Output(process);
    boolean up = false;
    try {
      output.ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      Target target =
          new Target(
              mixnet,
              clients,
              SphinxPublicKey.fromBase58(output.valueOf(SPHINX_KEY)),
              IdentityPublicKey.fromBase58(output.valueOf(IDENTITY_KEY)));
      up = true;
      return new LaunchedGateway(home, process, target, (output.readyNanos - begin) / 1e6);
    } catch (ExecutionException | TimeoutException e) {
      throw new LoadFailure("the gateway doesn't get ready: " + output.said(), e);
    } finally {
      if (!up) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private static void init(
      List<String> command, Path home, InetSocketAddress mixnet, InetSocketAddress clients)
      throws IOException, InterruptedException {
    Process init =
        run(
            command,
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
            "127.0.0.0/8");
    String said = new String(init.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (init.waitFor() != 0) {
      throw new LoadFailure("the gateway can't be initialised: " + said.strip());
    }
  }

  private static Process run(List<String> command, Path home, String... arguments)
      throws IOException {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    builder.environment().put("HOME", home.toString());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    Process started = builder.start();
    started.getOutputStream().close();
    return started;
  }

  /** Free now, and hardly taken until the gateway asks. */
  private static InetSocketAddress freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }
  }

  Target target() {
    return target;
  }

  long pid() {
    return process.pid();
  }

  /** From the start of the process until it said that it is ready. */
  double readyMillis() {
    return readyMillis;
  }

  /** Ends it as a user does, and removes its directory. */
  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(endsWithUs);
    end();
  }

  private void end() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    remove(home);
  }

  private static void remove(Path home) {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("what the gateway left in " + home + " can't be removed", e);
    }
  }

  /** Reads what it says until it ends, so that it never waits for a reader. */
  private static final class Output {
    final CompletableFuture<@Nullable Void> ready = new CompletableFuture<>();
    private final List<String> untilReady = new ArrayList<>(); // guarded by itself
    private volatile long readyNanos;

    Output(Process process) {
      Thread reader = new Thread(() -> read(process), "gateway-output");
      reader.setDaemon(true);
      reader.start();
    }

    private void read(Process process) {
      try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          line(line);
        }
      } catch (IOException e) {
        ready.completeExceptionally(e);
      }
      ready.completeExceptionally(new IOException("it ended"));
    }

    private void line(String line) {
      if (ready.isDone()) {
        return;
      }
      synchronized (untilReady) {
        untilReady.add(line);
      }
      if (line.contains(READY)) {
        readyNanos = System.nanoTime();
        ready.complete(null);
      }
    }

    String said() {
      synchronized (untilReady) {
        return String.join("\n", untilReady);
      }
    }

    String valueOf(String label) {
      return said()
          .lines()
          .filter(line -> line.startsWith(label))
          .map(line -> line.substring(label.length()).strip())
          .findFirst()
          .orElseThrow(() -> new LoadFailure("the gateway doesn't say its " + label.strip()));
    }
  }
}
