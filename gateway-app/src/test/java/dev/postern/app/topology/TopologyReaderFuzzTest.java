package dev.postern.app.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.testing.FuzzTarget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A file that is said to be a topology: nodes that stand in it, each once, and the same when they
 * are written in either form and read again; or one line that names the file and that a terminal
 * does not obey.
 */
class TopologyReaderFuzzTest extends FuzzTarget {
  private static final ObjectMapper LENIENT = new ObjectMapper();

  @Override
  protected void check(byte[] input) throws IOException {
    NymTopology read;
    try {
      read = TopologyReader.parse(input, "network.json");
    } catch (TopologyException e) {
      assertThat(e)
          .hasMessageStartingWith("network.json is no topology: ")
          .hasMessageEndingWith("'postern topology'");
      assertThat(e.getMessage())
          .hasSizeLessThan(500)
          .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
      return;
    }
    assertThat(read.nodes()).isNotEmpty();
    assertThat(read.frameForm()).isNotNull();
    JsonNode said = LENIENT.readTree(input);
    if (said.has("mixnodes")) {
      assertThat(read.nodes().stream().filter(node -> node.entry().isPresent()))
          .hasSize(said.path("gateways").size());
      return; // there may be names, which today's forms don't have
    }
    JsonNode nodes = said.has("node_details") ? said.get("node_details") : said.get("nodeDetails");
    assertThat(read.nodes()).hasSize(nodes.size());
    for (RoutingNode node : read.nodes()) {
      JsonNode itself = nodes.path(Long.toString(node.nodeId()));
      assertThat(node.mixHost().port()).isPositive();
      assertThat(itself.has("mix_host") ? itself.get("mix_host") : itself.get("mixHost"))
          .asString()
          .endsWith(":" + written(itself, node) + "\"");
    }
    for (TopologyForm form : TopologyForm.values()) {
      byte[] written = TopologyWriter.text(read, form).getBytes(UTF_8);
      assertThat(TopologyReader.parse(written, "again.json")).isEqualTo(read);
    }
  }

  /** The port, perhaps with zeros before it. */
  private static String written(JsonNode itself, RoutingNode node) {
    JsonNode host = itself.has("mix_host") ? itself.get("mix_host") : itself.get("mixHost");
    String port = host.asText().substring(host.asText().lastIndexOf(':') + 1);
    assertThat(Integer.parseInt(port)).isEqualTo(node.mixHost().port());
    return port;
  }

  @Override
  protected List<byte[]> seeds() {
    NymTopology small =
        new NymTopology(
            Topologies.five().metadata(),
            new RewardedSet(
                0, Set.of(4L), Set.of(), List.of(Set.of(), Set.of(), Set.of()), Set.of()),
            List.of(
                Topologies.gateway(
                    4, "192.0.2.4:1789", Optional.of("gw.example.net"), OptionalInt.of(443))));
    List<byte[]> seeds = new ArrayList<>();
    for (TopologyForm form : TopologyForm.values()) {
      seeds.add(TopologyWriter.text(small, form).replaceAll("\\s+", "").getBytes(UTF_8));
      seeds.add(
          TopologyWriter.text(Topologies.five(), form).replaceAll("\\s+", "").getBytes(UTF_8));
    }
    seeds.add(
        "{\"mixnodes\":{\"1\":[{\"mixId\":1,\"host\":\"192.0.2.1\",\"identityKey\":\"%s\",\"sphinxKey\":\"%s\",\"layer\":1}]},\"gateways\":[]}"
            .formatted(Topologies.identity(1).publicKey(), Topologies.sphinx(1).publicKey())
            .getBytes(UTF_8));
    seeds.add("{\"node_details\":{\"\u001b[2J\":1}}".getBytes(UTF_8));
    return seeds;
  }

  @Override
  protected int maxBytes() {
    return 4000;
  }

  @Override
  protected int mutantsDivisor() {
    return 2;
  }
}
