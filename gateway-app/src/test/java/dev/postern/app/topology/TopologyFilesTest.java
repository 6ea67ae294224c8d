package dev.postern.app.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.net.FrameForm;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written, read, and refused. */
class TopologyFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static NymTopology parse(String text) throws TopologyException {
    return TopologyReader.parse(text.getBytes(UTF_8), "network.json");
  }

  private static ObjectNode tree(TopologyForm form) throws Exception {
    return (ObjectNode) JSON.readTree(TopologyWriter.text(Topologies.five(), form));
  }

  @ParameterizedTest
  @EnumSource(TopologyForm.class)
  void read_whatWasWritten_isTheSame(TopologyForm form, @TempDir Path directory) throws Exception {
    Path file = directory.resolve("network.json");
    Files.writeString(file, TopologyWriter.text(Topologies.five(), form));

    assertThat(TopologyReader.read(file)).isEqualTo(Topologies.five());
  }

  /** As nym-topology 1.20 to 2.0 reads it with serde: keys are lists of 32 numbers. */
  @Test
  void text_forTheRustLibraries_hasTheirNamesAndKeys() throws Exception {
    JsonNode gateway = tree(TopologyForm.SDK).path("node_details").path("5");

    assertThat(gateway.path("identity_key")).hasSize(32);
    ((ObjectNode) gateway).remove("identity_key");
    ((ObjectNode) gateway).remove("sphinx_key");
    assertThat(gateway)
        .hasToString(
            "{\"node_id\":5,\"mix_host\":\"192.0.2.5:1790\","
                + "\"entry\":{\"ip_addresses\":[\"192.0.2.5\",\"2001:db8::5\"],"
                + "\"clients_ws_port\":9000,\"hostname\":\"gw.example.net\","
                + "\"clients_wss_port\":443},"
                + "\"supported_roles\":{\"mixnode\":false,\"mixnet_entry\":true,"
                + "\"mixnet_exit\":true}}");
    assertThat(tree(TopologyForm.SDK).path("metadata"))
        .hasToString(
            "{\"key_rotation_id\":6,\"absolute_epoch_id\":497000,"
                + "\"refreshed_at\":\"2026-01-02T03:04:05Z\"}");
    assertThat(tree(TopologyForm.SDK).path("rewarded_set"))
        .hasToString(
            "{\"epoch_id\":497000,\"entry_gateways\":[4],\"exit_gateways\":[5],"
                + "\"layer1\":[1],\"layer2\":[2],\"layer3\":[3],\"standby\":[77]}");
  }

  /** As its wasm_helpers read it, which refuse fields that they don't know. */
  @Test
  void text_forTheWebAssemblyClient_hasItsNamesAndKeys() throws Exception {
    ObjectNode top = tree(TopologyForm.WASM);

    assertThat(top.fieldNames())
        .toIterable()
        .containsExactly("metadata", "rewardedSet", "nodeDetails");
    assertThat(top.path("nodeDetails").path("1"))
        .hasToString(
            "{\"nodeId\":1,\"mixHost\":\"192.0.2.1:1789\",\"entry\":null,"
                + "\"identityKey\":\"%s\",\"sphinxKey\":\"%s\","
                    .formatted(Topologies.identity(1).publicKey(), Topologies.sphinx(1).publicKey())
                + "\"supportedRoles\":{\"mixnode\":true,\"mixnet_entry\":false,"
                + "\"mixnet_exit\":false}}");
    assertThat(top.path("nodeDetails").path("2").path("mixHost").asText())
        .isEqualTo("[2001:db8::2]:1789");
  }

  @Test
  void read_withoutMetadata_isOfNobodyKnowsWhen() throws Exception {
    ObjectNode top = tree(TopologyForm.SDK);
    top.remove("metadata");

    NymTopology read = parse(top.toString());

    assertThat(read.metadata()).isEmpty();
    assertThat(read.nodes()).isEqualTo(Topologies.five().nodes());
    assertThat(read.frameForm()).isEqualTo(FrameForm.B);
  }

  @Test
  void read_moreFields_areIgnored() throws Exception {
    ObjectNode top = tree(TopologyForm.SDK);
    top.put("more", 1);
    ((ObjectNode) top.path("node_details").path("1")).put("performance", "1.0");

    assertThat(parse(top.toString())).isEqualTo(Topologies.five());
  }

  @ParameterizedTest
  @CsvSource({"0, B", "1, C", "2, C", "4294967294, C", "4294967295, B"})
  void frames_areNewWhereTheNetworkCountsItsKeys(long rotationId, FrameForm form) throws Exception {
    ObjectNode top = tree(TopologyForm.SDK);
    ((ObjectNode) top.path("metadata")).put("key_rotation_id", rotationId);

    assertThat(parse(top.toString()).frameForm()).isEqualTo(form);
  }

  @Test
  void mixAddresses_areThoseOfAllNodes() {
    assertThat(Topologies.five().mixAddresses())
        .containsExactlyInAnyOrder(
            new InetSocketAddress("192.0.2.1", 1789),
            new InetSocketAddress("2001:db8::2", 1789),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 9999),
            new InetSocketAddress("192.0.2.4", 1789),
            new InetSocketAddress("192.0.2.5", 1790));
  }

  @ParameterizedTest
  @ValueSource(strings = {"camel", "snake"})
  void read_fileOf2023_isUnderstood(String names) throws Exception {
    String text =
        """
        {"mixnodes":{"1":[{"mixId":17,"owner":"n1","host":"192.0.2.1","mixPort":1790,
            "identityKey":"%s","sphinxKey":"%s","layer":1,"version":"1.1.30"}],
          "2":[{"mixId":18,"owner":null,"host":"localhost","identityKey":"%s","sphinxKey":"%s",
            "layer":2}],"3":[]},
         "gateways":[{"owner":"n1","host":"gw.example.net","explicitIp":"192.0.2.4",
            "mixPort":1791,"clientsWsPort":9001,"clientsWssPort":443,"identityKey":"%s",
            "sphinxKey":"%s","version":"1.1.30"},
           {"host":"192.0.2.5","identityKey":"%s","sphinxKey":"%s"}]}
        """
            .formatted(
                Topologies.identity(1).publicKey(),
                Topologies.sphinx(1).publicKey(),
                Topologies.identity(2).publicKey(),
                Topologies.sphinx(2).publicKey(),
                Topologies.identity(3).publicKey(),
                Topologies.sphinx(3).publicKey(),
                Topologies.identity(4).publicKey(),
                Topologies.sphinx(4).publicKey());
    if (names.equals("snake")) {
      text =
          text.replaceAll(
              "\"([a-z]+)(?:([A-Z])([a-z]+))(?:([A-Z])([a-z]+))?\":", "\"$1_$2$3_$4$5\":");
      text = text.replaceAll("_\":", "\":").replace("_I", "_i").replace("_P", "_p");
      text = text.replace("_K", "_k").replace("_W", "_w");
    }

    NymTopology read = parse(text);

    assertThat(read.nodes()).extracting(RoutingNode::nodeId).containsExactly(17L, 18L, 19L, 20L);
    assertThat(read.nodes())
        .extracting(node -> node.mixHost().text())
        .containsExactly("192.0.2.1:1790", "localhost:1789", "192.0.2.4:1791", "192.0.2.5:1789");
    assertThat(read.rewardedSet().layers().get(0)).containsExactly(17L);
    assertThat(read.rewardedSet().layers().get(1)).containsExactly(18L);
    assertThat(read.rewardedSet().entryGateways()).containsExactlyInAnyOrder(19L, 20L);
    EntryDetails named = read.nodes().get(2).entry().orElseThrow();
    assertThat(named.hostname()).contains("gw.example.net");
    assertThat(named.clientsWsPort()).isEqualTo(9001);
    assertThat(named.clientsWssPort()).hasValue(443);
    EntryDetails plain = read.nodes().get(3).entry().orElseThrow();
    assertThat(plain.hostname()).isEqualTo(Optional.empty());
    assertThat(plain.clientsWsPort()).isEqualTo(9000);
    assertThat(read.frameForm()).isEqualTo(FrameForm.B);
    assertThat(read.mixAddresses())
        .contains(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1789));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/node_details/1 | node_id | 2 | node_details.1.node_id is not the number that it stands",
        "/node_details/1 | node_id | '1' | node_details.1.node_id is not a whole number from 0 to",
        "/node_details/1 | mix_host | 'gw.example.net:1789' | mix_host is not an IP address with a",
        "/node_details/1 | mix_host | '192.0.2.1' | mix_host is not an IP address with a port",
        "/node_details/1 | mix_host | '192.0.2.1:0' | mix_host is not an IP address with a port",
        "/node_details/1 | identity_key | [1,2] | identity_key is not a key: 32 bytes as a list,"
            + " or",
        "/node_details/1 | identity_key | 'abc' | identity_key is not a key: 32 bytes in base58",
        "/node_details/1 | identity_key | '11111111111111111111111111111111' | is not an identity",
        "/node_details/1 | sphinx_key | null | node_details.1.sphinx_key is not a key",
        "/node_details/1 | supported_roles | {} | supported_roles.mixnode is missing: it is true",
        "/node_details/1 | entry | {} | node_details.1.entry.ip_addresses is missing: it is a list",
        "/node_details/5/entry | clients_ws_port | 70000 | entry.clients_ws_port is not a whole",
        "/node_details/5/entry | hostname | 17 | entry.hostname is not text",
        "/node_details/5/entry | ip_addresses | ['x'] | entry.ip_addresses[0] is not an IP address",
        "/rewarded_set | layer2 | 2 | rewarded_set.layer2 is not a list",
        "/rewarded_set | standby | [-1] | rewarded_set.standby[0] is not a whole number from 0 to",
        "/metadata | refreshed_at | 'now' | metadata.refreshed_at is not a time such as 2026-",
        "/metadata | key_rotation_id | 4294967296 | metadata.key_rotation_id is not a whole number",
        "\"\" | rewarded_set | null | rewarded_set is not an object",
        "\"\" | node_details | {} | there is no node in it",
        "\"\" | node_details | [] | node_details is not an object",
      })
  void read_oneValueWrong_isRefusedInOneLine(
      String place, String field, String value, String message) throws Exception {
    ObjectNode top = tree(TopologyForm.SDK);
    ((ObjectNode) top.at(place)).set(field, JSON.readTree(value.replace('\'', '"')));

    assertThatThrownBy(() -> parse(top.toString()))
        .isInstanceOf(TopologyException.class)
        .hasMessageStartingWith("network.json is no topology: ")
        .hasMessageContaining(message)
        .hasMessageEndingWith("; make one with 'postern topology'")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"node_id", "mix_host", "identity_key", "sphinx_key", "supported_roles"})
  void read_fieldMissing_isRefused(String field) throws Exception {
    ObjectNode top = tree(TopologyForm.SDK);
    ((ObjectNode) top.at("/node_details/4")).remove(field);

    assertThatThrownBy(() -> parse(top.toString()))
        .hasMessageContaining("node_details.4." + field)
        .hasMessageContaining(" is missing: it is ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | there is neither node_details nor nodeDetails nor mixnodes in it",
        "{} | there is neither node_details nor nodeDetails nor mixnodes in it",
        "[] | there is neither node_details nor nodeDetails nor mixnodes in it",
        "{\"mixnodes\":{}} | gateways is missing: it is a list",
        "{\"mixnodes\":{},\"gateways\":[]} | there is no node in it",
        "{\"node_details\":{},\"node_details\":{}} | it is not JSON",
        "{\"node_details\":{} | it is not JSON",
        "{} {} | it is not JSON",
      })
  void read_noTopology_isRefused(String text, String message) {
    assertThatThrownBy(() -> parse(text)).hasMessageContaining(message);
  }

  @Test
  void read_nodeTwice_isRefused() throws Exception {
    ObjectNode top = tree(TopologyForm.SDK);
    ObjectNode nodes = (ObjectNode) top.path("node_details");
    ObjectNode copy = nodes.path("1").deepCopy();
    nodes.set("9", copy.put("node_id", 9));

    assertThatThrownBy(() -> parse(top.toString())).hasMessageContaining("node 9 is in it twice");
  }

  @Test
  void read_deepNesting_isRefused() {
    assertThatThrownBy(() -> parse("{\"more\":" + "[".repeat(100_000)))
        .hasMessageContaining("it is not JSON");
  }

  @Test
  void read_tooLong_isRefused(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("long.json");
    Files.writeString(file, " ".repeat(TopologyReader.MOST_BYTES + 10));

    assertThatThrownBy(() -> TopologyReader.read(file))
        .hasMessageContaining("long.json is no topology: it is longer than any such file");
  }

  @Test
  void read_noFile_isRefusedInOneLine(@TempDir Path directory) {
    assertThatThrownBy(() -> TopologyReader.read(directory.resolve("none.json")))
        .isInstanceOf(TopologyException.class)
        .hasMessageContaining("none.json does not exist; make one with 'postern topology'");
    assertThatThrownBy(() -> TopologyReader.read(directory)).isInstanceOf(TopologyException.class);
  }
}
