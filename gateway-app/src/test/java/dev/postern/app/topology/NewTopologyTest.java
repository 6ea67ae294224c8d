package dev.postern.app.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewTopologyTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.890Z");

  private static SelfDescribedNode gateway(int id, long rotationId) {
    return new SelfDescribedNode(
        Topologies.gateway(id, "192.0.2." + id + ":1789", Optional.empty(), OptionalInt.empty()),
        rotationId);
  }

  private static SelfDescribedNode mix(int id) {
    return new SelfDescribedNode(Topologies.mix(id, "192.0.2." + id + ":1789"), 0);
  }

  /** Clients look for a node in each layer before they send anything, even through none. */
  @Test
  void gatewaysAlone_standInTheLayersToo() throws Exception {
    NymTopology topology = NewTopology.of(List.of(gateway(4, 0), gateway(5, 0)), NOW);

    assertThat(topology.rewardedSet())
        .isEqualTo(
            new RewardedSet(
                NOW.getEpochSecond() / 3600,
                Set.of(1L, 2L),
                Set.of(),
                List.of(Set.of(1L, 2L), Set.of(1L, 2L), Set.of(1L, 2L)),
                Set.of()));
    assertThat(topology.nodes()).extracting(RoutingNode::nodeId).containsExactly(1L, 2L);
  }

  @ParameterizedTest
  @CsvSource({"1, 1 1 1", "2, 1 1 1", "3, 1 1 1", "4, 2 1 1", "7, 3 2 2"})
  void mixNodes_areDealtToTheLayers(int mixes, String sizes) throws Exception {
    List<SelfDescribedNode> found =
        IntStream.rangeClosed(1, mixes)
            .mapToObj(NewTopologyTest::mix)
            .collect(java.util.stream.Collectors.toCollection(java.util.ArrayList::new));
    found.add(gateway(90, 0));

    RewardedSet set = NewTopology.of(found, NOW).rewardedSet();

    assertThat(set.layers().stream().map(layer -> "" + layer.size()).toList())
        .isEqualTo(List.of(sizes.split(" ", -1)));
    assertThat(set.layers().stream().flatMap(Set::stream).distinct().count()).isEqualTo(mixes);
    assertThat(set.entryGateways()).containsExactly(mixes + 1L);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 4294967295",
    "3, 3, 3",
    "3, 4, 4294967295",
    "0, 1, 4294967295",
    "4294967294, 4294967294, 4294967294"
  })
  void keyRotationId_isTheOneThatAllHave(long first, long second, long expected) throws Exception {
    NymTopology topology = NewTopology.of(List.of(gateway(4, first), gateway(5, second)), NOW);

    assertThat(topology.metadata())
        .contains(
            new TopologyMetadata(
                expected, NOW.getEpochSecond() / 3600, Instant.parse("2026-03-04T05:06:07Z")));
  }

  @Test
  void madeTopology_isReadAgain() throws Exception {
    NymTopology topology = NewTopology.of(List.of(mix(1), gateway(5, 3)), NOW);

    for (TopologyForm form : TopologyForm.values()) {
      byte[] text =
          TopologyWriter.text(topology, form).getBytes(java.nio.charset.StandardCharsets.UTF_8);
      assertThat(TopologyReader.parse(text, "x")).isEqualTo(topology);
    }
  }

  @Test
  void nodeTwice_isRefused() {
    assertThatThrownBy(() -> NewTopology.of(List.of(gateway(4, 0), gateway(4, 0)), NOW))
        .isInstanceOf(TopologyException.class)
        .hasMessageEndingWith("was named twice; name each node once");
  }

  @Test
  void noGateway_isRefused() {
    assertThatThrownBy(() -> NewTopology.of(List.of(mix(1)), NOW))
        .hasMessage("no gateway was named; clients need one to connect to");
  }

  @Test
  void addressOfAll_isRefused() {
    SelfDescribedNode nowhere =
        new SelfDescribedNode(
            Topologies.gateway(4, "0.0.0.0:1789", Optional.empty(), OptionalInt.empty()), 0);

    assertThatThrownBy(() -> NewTopology.of(List.of(nowhere), NOW))
        .hasMessageContaining("0.0.0.0:1789; announce one of them (--mix-announce-host");
  }
}
