package dev.postern.app.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The stock clients there are; {@code interop/} has their programs. */
enum StockClients {
  /** The WebAssembly client of 2025, for Node. Each of its messages goes through three mixes. */
  WASM_NODE("@nymproject/nym-client-wasm-node 1.4.1") {
    @Override
    List<String> command(InteropNetwork network, Path directory) {
      return node("wasm-node", network, directory);
    }

    @Override
    boolean noticesALostConnection() {
      return false;
    }

    @Override
    boolean asksToBeForgotten() {
      return false;
    }
  },

  /** The WebAssembly client of 2023, for browsers. */
  SDK_WORKER("@nymproject/sdk 1.2.4-rc.1") {
    @Override
    List<String> command(InteropNetwork network, Path directory) {
      return node("sdk-worker", network, directory);
    }

    @Override
    boolean noticesALostConnection() {
      return false;
    }

    @Override
    boolean asksToBeForgotten() {
      return false;
    }

    @Override
    boolean canReply() {
      return false;
    }

    @Override
    boolean keepsItsIdentity() {
      return false;
    }
  },

  /** The Rust library, straight to the gateway. */
  RUST("nym-sdk 1.21.6 without mixes") {
    @Override
    List<String> command(InteropNetwork network, Path directory) {
      return rust("1.21.6", network, directory);
    }
  },

  /** The Rust library through three mixes. */
  RUST_MIXED("nym-sdk 1.21.6 with mixes") {
    @Override
    List<String> command(InteropNetwork network, Path directory) {
      return with(rust("1.21.6", network, directory), "--mixes", "yes");
    }
  },

  /** An older Rust library, straight to the gateway. */
  RUST_OLDER("nym-sdk 1.20.4 without mixes") {
    @Override
    List<String> command(InteropNetwork network, Path directory) {
      return rust("1.20.4", network, directory);
    }
  };

  private static final Path INTEROP = Path.of(System.getProperty("postern.interop", "../interop"));

  private final String title;

  StockClients(String title) {
    this.title = title;
  }

  abstract List<String> command(InteropNetwork network, Path directory);

  /**
   * Starts one.
   *
   * @param directory where it keeps its keys; who starts one there again is the same client
   * @param options of its program, beyond those that say where the network is
   */
  StockClient start(InteropNetwork network, Path directory, String... options) throws IOException {
    Files.createDirectories(directory);
    return new StockClient(
        title + " in " + directory.getFileName(),
        with(command(network, directory), options),
        directory.resolve("log"));
  }

  /**
   * Whether it comes back by itself. The WebAssembly clients don't: they go on writing into a
   * WebSocket that has ended, which no browser calls an error.
   */
  boolean noticesALostConnection() {
    return true;
  }

  /** Whether it can send {@code ForgetMe}. */
  boolean asksToBeForgotten() {
    return true;
  }

  /** Whether its package has a call for replies. */
  boolean canReply() {
    return true;
  }

  /** Whether it has the same keys after it lost its registration. */
  boolean keepsItsIdentity() {
    return true;
  }

  private static List<String> node(String client, InteropNetwork network, Path directory) {
    return List.of(
        "node",
        INTEROP.resolve("node/client.mjs").toString(),
        "--client",
        client,
        "--id",
        "client",
        "--api",
        network.api().url(),
        "--gateway",
        network.gatewayIdentity(),
        "--store",
        directory.resolve("store").toString());
  }

  private static List<String> rust(String version, InteropNetwork network, Path directory) {
    Path program = Path.of("rust", "nym-sdk-" + version, "target", "release", "postern-interop");
    return List.of(
        INTEROP.resolve(program).toString(),
        "--api",
        network.api().url(),
        "--gateway",
        network.gatewayIdentity(),
        "--topology",
        network.topologyFile().toString(),
        "--store",
        directory.resolve("store").toString());
  }

  private static List<String> with(List<String> command, String... more) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return all;
  }

  @Override
  public String toString() {
    return title;
  }
}
