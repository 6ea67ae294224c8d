package dev.postern.app.interop;

import dev.postern.app.interop.NetworkMap.Node;
import java.util.Map;
import java.util.stream.Collectors;

/** The pages of the directory service that clients of 2023 read: what the chain knew of nodes. */
final class ApiPages2023 {
  /** Clients take nodes of a version near their own. */
  private static final String VERSION = "1.1.32";

  private static final String COINS = "{\"denom\": \"unym\", \"amount\": \"1\"}";

  private ApiPages2023() {}

  /** All of them by their paths. */
  static Map<String, String> of(NetworkMap map) {
    String gateway = bond(map);
    return Map.of(
        "/v1/gateways",
        "[" + gateway + "]",
        "/v1/gateways/described",
        "[{\"bond\": " + gateway + ", \"self_described\": null}]",
        "/v1/mixnodes/active",
        map.mixes().stream()
            .map(ApiPages2023::details)
            .collect(Collectors.joining(", ", "[", "]")));
  }

  private static String bond(NetworkMap map) {
    Node gateway = map.gateway();
    return """
    {"pledge_amount": %s, "owner": "n1", "block_height": 1, "proxy": null,
     "gateway": {"host": "%s", "mix_port": %d, "clients_port": %d, "location": "here",
                 "sphinx_key": "%s", "identity_key": "%s", "version": "%s"}}
    """
        .formatted(
            COINS,
            gateway.host(),
            gateway.port(),
            map.clientsPort(),
            gateway.sphinx().toBase58(),
            gateway.identity().toBase58(),
            VERSION);
  }

  private static String details(Node mix) {
    return """
    {
      "bond_information": {
        "mix_id": %d, "layer": %d, "owner": "n1", "original_pledge": %s, "proxy": null,
        "bonding_height": 1, "is_unbonding": false,
        "mix_node": {"host": "%s", "mix_port": %d, "verloc_port": 1790, "http_api_port": 8000,
                     "sphinx_key": "%s", "identity_key": "%s", "version": "%s"}
      },
      "rewarding_details": {
        "cost_params": {"profit_margin_percent": "0.1", "interval_operating_cost": %s},
        "operator": "1", "delegates": "0", "total_unit_reward": "0", "unit_delegation": "1",
        "last_rewarded_epoch": 1, "unique_delegations": 0
      },
      "pending_changes": {"pledge_change": null}
    }
    """
        .formatted(
            mix.id(),
            mix.id(),
            COINS,
            mix.host(),
            mix.port(),
            mix.sphinx().toBase58(),
            mix.identity().toBase58(),
            VERSION,
            COINS);
  }
}
