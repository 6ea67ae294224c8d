package dev.postern.app.interop;

import dev.postern.app.interop.NetworkMap.Node;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The pages of the directory service that clients of 2025 and later read. */
final class ApiPages {
  private ApiPages() {}

  /** All of them by their paths. */
  static Map<String, String> of(NetworkMap map) {
    return Map.of(
        "/v1/epoch/key-rotation-info",
        keyRotation(),
        "/v1/nym-nodes/rewarded-set",
        TopologyFile.rewardedSet(map),
        "/v2/unstable/nym-nodes/skimmed/mixnodes/active",
        skimmed(map, map.mixes()),
        "/v2/unstable/nym-nodes/skimmed/entry-gateways",
        skimmed(map, List.of(map.gateway())));
  }

  private static String keyRotation() {
    int start = NetworkMap.ROTATION * NetworkMap.VALIDITY_EPOCHS;
    return """
    {
      "key_rotation_state": {"validity_epochs": %d, "initial_epoch_id": 0},
      "current_absolute_epoch_id": %d,
      "current_epoch_start": "%s",
      "epoch_duration": {"secs": 3600, "nanos": 0},
      "progress": {
        "current_key_rotation_id": %d,
        "current_rotation_starting_epoch": %d,
        "current_rotation_ending_epoch": %d
      }
    }
    """
        .formatted(
            NetworkMap.VALIDITY_EPOCHS,
            NetworkMap.EPOCH,
            Instant.now(),
            NetworkMap.ROTATION,
            start,
            start + NetworkMap.VALIDITY_EPOCHS - 1);
  }

  /** The only page of a list. */
  private static String skimmed(NetworkMap map, List<Node> nodes) {
    return """
    {
      "metadata": {
        "status": null, "absolute_epoch_id": %d, "rotation_id": %d, "refreshed_at": "%s"
      },
      "nodes": {"pagination": {"total": %d, "page": 0, "size": %d}, "data": [%s]}
    }
    """
        .formatted(
            NetworkMap.EPOCH,
            NetworkMap.ROTATION,
            Instant.now(),
            nodes.size(),
            nodes.size(),
            nodes.stream().map(node -> skimmed(map, node)).collect(Collectors.joining(", ")));
  }

  private static String skimmed(NetworkMap map, Node node) {
    boolean entry = node.equals(map.gateway());
    return """
    {"node_id": %d, "ed25519_identity_pubkey": "%s", "x25519_sphinx_pubkey": "%s",
     "ip_addresses": ["%s"], "mix_port": %d, "role": %s, "entry": %s, "performance": "1",
     "supported_roles": {"mixnode": %b, "entry": %b, "exit_nr": false, "exit_ipr": false}}
    """
        .formatted(
            node.id(),
            node.identity().toBase58(),
            node.sphinx().toBase58(),
            node.host(),
            node.port(),
            entry ? "\"EntryGateway\"" : "{\"Mixnode\": {\"layer\": " + node.id() + "}}",
            entry ? entry(map) : "null",
            !entry,
            entry);
  }

  private static String entry(NetworkMap map) {
    return "{\"hostname\": null, \"ws_port\": %d, \"wss_port\": null}".formatted(map.clientsPort());
  }
}
