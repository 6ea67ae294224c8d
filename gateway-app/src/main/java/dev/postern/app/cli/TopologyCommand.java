package dev.postern.app.cli;

import dev.postern.app.config.ConfigException;
import dev.postern.app.topology.NewTopology;
import dev.postern.app.topology.NodeApi;
import dev.postern.app.topology.SelfDescribedNode;
import dev.postern.app.topology.TopologyException;
import dev.postern.app.topology.TopologyForm;
import dev.postern.app.topology.TopologyWriter;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the network that some gateways make, as clients take it from a file. */
@Command(
    name = "topology",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description = {
      "Prints a topology of these nodes, as Nym's clients of today take it from a file.",
      "Clients need mix nodes in it, or have to have their mix hops switched off."
    },
    footer = {
      "",
      "postern topology http://10.1.2.3:8080 http://10.1.2.4:8080 > network.json",
      "postern topology mygateway > network.json"
    },
    sortOptions = false)
final class TopologyCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(
      arity = "1..*",
      paramLabel = "NODE",
      description = {
        "Address of a running node's HTTP API, such as http://10.1.2.3:8080, of Postern or of the"
            + " reference; or the id of a gateway on this machine, which need not run."
      })
  private List<String> nodes = List.of();

  @Option(
      names = "--form",
      paramLabel = "FORM",
      converter = Converters.Form.class,
      defaultValue = "sdk",
      description = {
        "'sdk' as the Rust libraries and programs read it, 'wasm' as the WebAssembly client does;"
            + " 'sdk' at first. Postern reads both."
      })
  private TopologyForm form;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  TopologyCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException, TopologyException {
    NodeApi api = new NodeApi();
    List<SelfDescribedNode> found = new ArrayList<>();
    for (String node : nodes) {
      found.add(
          NodeAddress.isAddress(node)
              ? api.describe(NodeAddress.parse(node))
              : LocalNode.describe(node, surroundings.home()));
    }
    surroundings.out().println(TopologyWriter.text(NewTopology.of(found, Instant.now()), form));
    return 0;
  }

  /** How the address of an API is written. */
  private static final class NodeAddress {
    private NodeAddress() {}

    static boolean isAddress(String written) {
      return written.contains("://");
    }

    static URI parse(String written) throws ConfigException {
      try {
        URI uri = URI.create(written.endsWith("/") ? written.replaceAll("/+$", "") : written);
        boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        boolean isBare = uri.getRawQuery() == null && uri.getRawFragment() == null;
        if (isHttp && isBare && uri.getHost() != null && uri.getRawPath().isEmpty()) {
          return uri;
        }
      } catch (IllegalArgumentException e) {
        // The same as for any other text.
      }
      throw new ConfigException(
          "'" + written + "' is no address of an API; write one such as http://10.1.2.3:8080");
    }
  }
}
