package dev.postern.app.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.net.InetAddresses;
import dev.postern.sphinx.crypto.Base58;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Locale;

/**
 * Writes a topology in one of the forms that today's clients take.
 *
 * <pre>
 *  { metadata: { key_rotation_id, absolute_epoch_id, refreshed_at },
 *    rewarded_set: { epoch_id, entry_gateways, exit_gateways, layer1, layer2, layer3, standby },
 *    node_details: { "1": { node_id, mix_host, entry, identity_key, sphinx_key, supported_roles } } }
 *  entry            { ip_addresses, clients_ws_port, hostname, clients_wss_port } or null
 *  supported_roles  { mixnode, mixnet_entry, mixnet_exit }
 * </pre>
 */
public final class TopologyWriter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TopologyForm form;

  private TopologyWriter(TopologyForm form) {
    this.form = form;
  }

  /** The text of the file. */
  public static String text(NymTopology topology, TopologyForm form) {
    try {
      return JSON.writerWithDefaultPrettyPrinter()
          .writeValueAsString(new TopologyWriter(form).topology(topology));
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree of JSON can't be written", e);
    }
  }

  private ObjectNode topology(NymTopology topology) {
    ObjectNode top = JsonNodeFactory.instance.objectNode();
    topology
        .metadata()
        .ifPresent(
            metadata ->
                top.putObject("metadata")
                    .put("key_rotation_id", metadata.keyRotationId())
                    .put("absolute_epoch_id", metadata.absoluteEpochId())
                    .put("refreshed_at", metadata.refreshedAt().toString()));
    RewardedSet rewarded = topology.rewardedSet();
    ObjectNode set = top.putObject(form.field("rewarded_set")).put("epoch_id", rewarded.epochId());
    ids(set, "entry_gateways", rewarded.entryGateways());
    ids(set, "exit_gateways", rewarded.exitGateways());
    for (int i = 0; i < RewardedSet.LAYERS; i++) {
      ids(set, "layer" + (i + 1), rewarded.layers().get(i));
    }
    ids(set, "standby", rewarded.standby());
    ObjectNode nodes = top.putObject(form.field("node_details"));
    for (RoutingNode node : topology.nodes()) {
      nodes.set(Long.toString(node.nodeId()), node(node));
    }
    return top;
  }

  private static void ids(ObjectNode set, String field, Collection<Long> ids) {
    ArrayNode list = set.putArray(field);
    ids.stream().sorted().forEach(list::add);
  }

  private ObjectNode node(RoutingNode node) {
    ObjectNode written = JsonNodeFactory.instance.objectNode();
    written.put(form.field("node_id"), node.nodeId());
    written.put(form.field("mix_host"), node.mixHost().text());
    if (node.entry().isPresent()) {
      entry(written.putObject("entry"), node.entry().get());
    } else {
      written.putNull("entry");
    }
    key(written, "identity_key", node.identityKey().toBytes());
    key(written, "sphinx_key", node.sphinxKey().toBytes());
    ObjectNode roles = written.putObject(form.field("supported_roles"));
    for (SupportedRole role : SupportedRole.values()) {
      roles.put(roleField(role), node.supportedRoles().contains(role));
    }
    return written;
  }

  private static void entry(ObjectNode written, EntryDetails entry) {
    ArrayNode addresses = written.putArray("ip_addresses");
    for (InetAddress address : entry.ipAddresses()) {
      addresses.add(InetAddresses.toAddrString(address));
    }
    written.put("clients_ws_port", entry.clientsWsPort());
    written.put("hostname", entry.hostname().orElse(null));
    if (entry.clientsWssPort().isPresent()) {
      written.put("clients_wss_port", entry.clientsWssPort().getAsInt());
    } else {
      written.putNull("clients_wss_port");
    }
  }

  private void key(ObjectNode node, String field, byte[] key) {
    if (form == TopologyForm.WASM) {
      node.put(form.field(field), Base58.encode(key));
      return;
    }
    ArrayNode bytes = node.putArray(form.field(field));
    for (byte one : key) {
      bytes.add(Byte.toUnsignedInt(one));
    }
  }

  static String roleField(SupportedRole role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
