package dev.postern.app.topology;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.postern.app.directory.HostPort;
import dev.postern.app.topology.JsonPlace.Unreadable;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import dev.postern.storage.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads what clients take as a custom network: the two forms of today ({@link TopologyForm}), and
 * the one of before 2025 ({@link OlderTopology}). Fields that nobody asks for are ignored; whatever
 * else is not as it should be makes the whole file unreadable, in one line. Bounded.
 */
public final class TopologyReader {
  /** The longest file: more than ten times the network of today. */
  static final int MOST_BYTES = 8 << 20;

  private static final int MOST_NODES = 10_000;

  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder().maxTokenCount(2_000_000).maxNestingDepth(20).build();
  private static final ObjectMapper JSON =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(LIMITS).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private TopologyReader() {}

  /** Reads a file. */
  public static NymTopology read(Path file) throws TopologyException {
    try (InputStream content = Files.newInputStream(file)) {
      return parse(content.readNBytes(MOST_BYTES + 1), file.toString());
    } catch (TopologyException e) {
      throw e;
    } catch (IOException e) {
      throw new TopologyException(
          "the topology can't be read: %s; make one with 'postern topology'"
              .formatted(FileProblem.of(e)));
    }
  }

  /** Reads the content of a file; {@code name} stands in messages. */
  static NymTopology parse(byte[] content, String name) throws TopologyException {
    try {
      NymTopology topology = topology(new JsonPlace(tree(content), ""));
      requireSense(topology);
      return topology;
    } catch (Unreadable e) {
      throw new TopologyException(
          "%s is no topology: %s; make one with 'postern topology'".formatted(name, e.message()));
    }
  }

  private static JsonNode tree(byte[] content) {
    if (content.length > MOST_BYTES) {
      throw new Unreadable("it is longer than any such file");
    }
    try {
      return JSON.readTree(content);
    } catch (IOException e) {
      throw new Unreadable("it is not JSON");
    }
  }

  private static NymTopology topology(JsonPlace top) {
    for (TopologyForm form : TopologyForm.values()) {
      if (top.value().has(form.field("node_details"))) {
        return topology(top, form);
      }
    }
    if (top.value().has("mixnodes")) {
      return OlderTopology.read(top);
    }
    throw new Unreadable("there is neither node_details nor nodeDetails nor mixnodes in it");
  }

  private static NymTopology topology(JsonPlace top, TopologyForm form) {
    List<RoutingNode> nodes = new ArrayList<>();
    for (JsonPlace node : top.at(form.field("node_details")).fields()) {
      nodes.add(node(node, form));
      if (!node.path().endsWith("." + nodes.get(nodes.size() - 1).nodeId())) {
        throw node.at(form.field("node_id")).isNot("the number that it stands under");
      }
    }
    JsonPlace metadata = top.at("metadata");
    return new NymTopology(
        metadata.isAbsent() ? Optional.empty() : Optional.of(metadata(metadata)),
        rewardedSet(top.at(form.field("rewarded_set"))),
        nodes);
  }

  private static TopologyMetadata metadata(JsonPlace place) {
    JsonPlace refreshedAt = place.at("refreshed_at");
    Instant time;
    try {
      time = OffsetDateTime.parse(refreshedAt.text()).toInstant();
    } catch (DateTimeException e) {
      throw refreshedAt.isNot("a time such as 2026-01-02T03:04:05Z");
    }
    return new TopologyMetadata(
        place.at("key_rotation_id").number(0, JsonPlace.UNSIGNED_32),
        place.at("absolute_epoch_id").number(0, JsonPlace.UNSIGNED_32),
        time);
  }

  private static RewardedSet rewardedSet(JsonPlace place) {
    return new RewardedSet(
        place.at("epoch_id").number(0, JsonPlace.UNSIGNED_32),
        ids(place.at("entry_gateways")),
        ids(place.at("exit_gateways")),
        Stream.of("layer1", "layer2", "layer3").map(layer -> ids(place.at(layer))).toList(),
        ids(place.at("standby")));
  }

  private static Set<Long> ids(JsonPlace place) {
    Set<Long> ids = new HashSet<>();
    place.elements().forEach(id -> ids.add(id.number(0, JsonPlace.UNSIGNED_32)));
    return ids;
  }

  private static RoutingNode node(JsonPlace place, TopologyForm form) {
    JsonPlace mixHost = place.at(form.field("mix_host"));
    JsonPlace entry = place.at("entry");
    return new RoutingNode(
        place.at(form.field("node_id")).number(0, JsonPlace.UNSIGNED_32),
        HostPort.parse(mixHost.text())
            .filter(host -> !host.isName())
            .orElseThrow(() -> mixHost.isNot("an IP address with a port")),
        entry.isAbsent() ? Optional.empty() : Optional.of(entry(entry)),
        identityKey(place.at(form.field("identity_key"))),
        SphinxPublicKey.fromBytes(place.at(form.field("sphinx_key")).key()),
        roles(place.at(form.field("supported_roles"))));
  }

  static IdentityPublicKey identityKey(JsonPlace place) {
    try {
      return IdentityPublicKey.fromBytes(place.key());
    } catch (IllegalArgumentException e) {
      throw place.isNot("an identity: no point of its curve");
    }
  }

  private static EntryDetails entry(JsonPlace place) {
    List<InetAddress> addresses =
        place.at("ip_addresses").elements().stream().map(JsonPlace::address).toList();
    JsonPlace hostname = place.at("hostname");
    JsonPlace wssPort = place.at("clients_wss_port");
    return new EntryDetails(
        addresses,
        place.at("clients_ws_port").port(),
        hostname.isAbsent() ? Optional.empty() : Optional.of(hostname.text()),
        wssPort.isAbsent() ? OptionalInt.empty() : OptionalInt.of(wssPort.port()));
  }

  private static Set<SupportedRole> roles(JsonPlace place) {
    Set<SupportedRole> roles = EnumSet.noneOf(SupportedRole.class);
    for (SupportedRole role : SupportedRole.values()) {
      if (place.at(TopologyWriter.roleField(role)).truth()) {
        roles.add(role);
      }
    }
    return roles;
  }

  private static void requireSense(NymTopology topology) {
    if (topology.nodes().isEmpty()) {
      throw new Unreadable("there is no node in it");
    }
    if (topology.nodes().size() > MOST_NODES) {
      throw new Unreadable("there are more than " + MOST_NODES + " nodes in it");
    }
    Set<Object> seen = new HashSet<>();
    for (RoutingNode node : topology.nodes()) {
      if (!seen.add(node.nodeId()) || !seen.add(node.identityKey())) {
        throw new Unreadable("node " + node.nodeId() + " is in it twice");
      }
    }
  }
}
