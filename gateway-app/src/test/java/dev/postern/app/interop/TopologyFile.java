package dev.postern.app.interop;

import dev.postern.app.interop.NetworkMap.Node;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The network as clients of 2025 and later read a custom one from a file. */
final class TopologyFile {
  private TopologyFile() {}

  static String of(NetworkMap map) {
    return """
    {
      "metadata": {"key_rotation_id": %d, "absolute_epoch_id": %d, "refreshed_at": "%s"},
      "rewarded_set": %s,
      "node_details": {%s}
    }
    """
        .formatted(
            NetworkMap.ROTATION,
            NetworkMap.EPOCH,
            Instant.now(),
            rewardedSet(map),
            map.nodes().stream()
                .map(node -> "\"" + node.id() + "\": " + details(map, node))
                .collect(Collectors.joining(", ")));
  }

  /** Which node does what in this epoch. */
  static String rewardedSet(NetworkMap map) {
    return """
    {"epoch_id": %d, "entry_gateways": [%d], "exit_gateways": [],
     "layer1": [%d], "layer2": [%d], "layer3": [%d], "standby": []}
    """
        .formatted(
            NetworkMap.EPOCH,
            map.gateway().id(),
            map.mixes().get(0).id(),
            map.mixes().get(1).id(),
            map.mixes().get(2).id());
  }

  private static String details(NetworkMap map, Node node) {
    boolean entry = node.equals(map.gateway());
    return """
    {"node_id": %d, "mix_host": "%s:%d", "entry": %s,
     "identity_key": %s, "sphinx_key": %s,
     "supported_roles": {"mixnode": %b, "mixnet_entry": %b, "mixnet_exit": false}}
    """
        .formatted(
            node.id(),
            node.host(),
            node.port(),
            entry ? entry(map) : "null",
            Arrays.toString(unsigned(node.identity().toBytes())),
            Arrays.toString(unsigned(node.sphinx().toBytes())),
            !entry,
            entry);
  }

  private static String entry(NetworkMap map) {
    return """
    {"ip_addresses": ["%s"], "clients_ws_port": %d,
     "hostname": null, "clients_wss_port": null}
    """
        .formatted(map.gateway().host(), map.clientsPort());
  }

  private static int[] unsigned(byte[] bytes) {
    int[] numbers = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      numbers[i] = bytes[i] & 0xff;
    }
    return numbers;
  }
}
