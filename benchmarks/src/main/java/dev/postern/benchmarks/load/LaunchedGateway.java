package dev.postern.benchmarks.load;

import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A gateway of ours, run in a directory of its own, on two free loopback ports.
 *
 * @param home its directory, and its process
 * @param target how to reach it
 * @param pid its process
 * @param readyMillis from the start of the process until it said that it is ready
 * @param output what it says
 */
record LaunchedGateway(
    GatewayHome home, Target target, long pid, double readyMillis, GatewayOutput output)
    implements AutoCloseable {
  private static final String ID = "load";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * Initialises one and runs it until it is ready.
   *
   * @param under where its directory is made: on the disk that is to be measured
   */
  static LaunchedGateway start(LaunchCommand command, Path under)
      throws IOException, InterruptedException {
    GatewayHome home = new GatewayHome(command, under);
    boolean up = false;
    try {
      LaunchedGateway launched = launch(home);
      up = true;
      return launched;
    } finally {
      if (!up) {
        home.close();
      }
    }
  }

  private static LaunchedGateway launch(GatewayHome home) throws IOException, InterruptedException {
    FreeAddresses free = FreeAddresses.find();
    init(home, free.mixnet(), free.clients());

    long begin = System.nanoTime();
    Process process = home.run("run", "--id", ID);
    GatewayOutput output = new GatewayOutput(process);
    long ready = output.awaitReady(PATIENCE);
    Target target =
        new Target(
            free.mixnet(),
            free.clients(),
            SphinxPublicKey.fromBase58(output.valueOf("Public sphinx key: ")),
            IdentityPublicKey.fromBase58(output.valueOf("Public identity key: ")));
    return new LaunchedGateway(home, target, process.pid(), (ready - begin) / 1e6, output);
  }

  private static void init(GatewayHome home, InetSocketAddress mixnet, InetSocketAddress clients)
      throws IOException, InterruptedException {
    Process init =
        home.run(
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

  /** Ends it as a user does, and removes its directory. */
  @Override
  public void close() {
    home.close();
  }
}
