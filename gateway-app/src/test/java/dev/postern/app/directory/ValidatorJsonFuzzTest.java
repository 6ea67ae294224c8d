package dev.postern.app.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.testing.FuzzTarget;
import dev.postern.testing.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a directory answers: a topology, whose nodes stand in the answer, each once and in its
 * order; or a refusal of one short line that a terminal does not obey. So for the answer to a
 * registration.
 */
class ValidatorJsonFuzzTest extends FuzzTarget {
  private static final ObjectMapper LENIENT = new ObjectMapper();

  @Override
  protected void check(byte[] input) throws IOException {
    try {
      Topology topology = ValidatorJson.readTopology(input);
      JsonNode answer = LENIENT.readTree(input);
      assertSame(topology.mixNodes(), answer.get("mixNodes"));
      assertSame(topology.gateways(), answer.get("gateways"));
    } catch (DirectoryException e) {
      assertIsFit(e);
    }
    try {
      ValidatorJson.readOk(input);
      assertThat(LENIENT.readTree(input).get("ok").booleanValue()).isTrue();
    } catch (DirectoryException e) {
      assertIsFit(e);
    }
  }

  private static void assertSame(List<ListedNode> nodes, JsonNode answer) {
    assertThat(nodes).hasSize(answer.size());
    for (int i = 0; i < nodes.size(); i++) {
      ListedNode node = nodes.get(i);
      JsonNode said = answer.get(i);
      assertThat(node.mixHost()).isEqualTo(said.get("mixHost").textValue());
      assertThat(node.identityKey()).isEqualTo(said.get("identityKey").textValue());
      assertThat(node.sphinxKey()).isEqualTo(said.get("sphinxKey").textValue());
      assertThat(node.version()).isEqualTo(said.get("version").textValue());
      if (node.role() instanceof ListedNode.Serving gateway) {
        assertThat(gateway.clientsHost()).isEqualTo(said.get("clientsHost").textValue());
      } else if (node.role() instanceof ListedNode.Mixing mixing) {
        assertThat(said.get("layer").bigIntegerValue()).isEqualTo(mixing.layer());
      }
      if (node.isUsable()) {
        assertThat(node.mixHost()).contains(":");
        assertThat(node.identityKey()).hasSizeBetween(32, 44);
      }
      node.worksWith(new NymVersion(0, 9, 0, ""));
    }
  }

  private static void assertIsFit(DirectoryException e) {
    assertThat(e.getMessage())
        .hasSizeLessThan(230)
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
  }

  @Override
  protected List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    Vectors.cases("validator.json", "topologies")
        .map(vector -> vector.required("body").asText().getBytes(UTF_8))
        .filter(body -> body.length < maxBytes())
        .forEach(seeds::add);
    seeds.add("{\"ok\":true}".getBytes(UTF_8));
    seeds.add("{\"ok\":false}".getBytes(UTF_8));
    seeds.add("{\"error\":\"no \\u001b[2J way\"}".getBytes(UTF_8));
    return seeds;
  }

  @Override
  protected int maxBytes() {
    return 3000;
  }
}
