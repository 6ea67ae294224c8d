package dev.postern.app.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.app.directory.DirectoryException.Reason;
import dev.postern.testing.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ValidatorJsonTest {
  private static final NymVersion CLIENT = new NymVersion(0, 9, 0, "");

  @TestFactory
  Stream<DynamicTest> registration_ofTheReference_isWrittenAlike() {
    return Vectors.cases("validator.json", "registrations")
        .filter(vector -> vector.required("kind").asText().equals("gateway"))
        .map(vector -> vector.required("body").asText())
        .map(
            body ->
                DynamicTest.dynamicTest(
                    body,
                    () ->
                        assertThat(
                                new String(
                                    ValidatorJson.registration(Announcements.of(body)),
                                    StandardCharsets.UTF_8))
                            .isEqualTo(body)));
  }

  @TestFactory
  Stream<DynamicTest> topology_readByTheReference_isReadAlike() {
    return Vectors.cases("validator.json", "topologies")
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.required("name").asText(),
                    () ->
                        assertSame(
                            vector.required("body").asText().getBytes(StandardCharsets.UTF_8),
                            vector.required("outcome"))));
  }

  private static void assertSame(byte[] body, JsonNode expected) throws DirectoryException {
    String kind = expected.required("kind").asText();
    if (!kind.equals("topology")) {
      Reason reason = kind.equals("unreadable") ? Reason.UNREADABLE : Reason.REFUSED;
      DirectoryException e =
          catchThrowableOfType(DirectoryException.class, () -> ValidatorJson.readTopology(body));
      assertThat(e.reason()).isEqualTo(reason);
      return;
    }
    Topology topology = ValidatorJson.readTopology(body);
    assertThat(topology.mixNodes()).hasSize(expected.required("mix_nodes").intValue());
    assertThat(topology.gateways()).hasSize(expected.required("gateways").intValue());
    assertThat(usable(topology.mixNodes()))
        .hasSize(expected.required("usable_mix_nodes").intValue());
    assertThat(usable(topology.gateways()))
        .hasSize(expected.required("usable_gateways").intValue());
    assertThat(usable(topology.gateways()).stream().filter(node -> node.worksWith(CLIENT)))
        .hasSize(expected.required("usable_gateways_for_a_0.9.0_client").intValue());
  }

  private static List<ListedNode> usable(List<ListedNode> nodes) {
    return nodes.stream().filter(ListedNode::isUsable).toList();
  }
}
