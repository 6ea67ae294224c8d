package dev.postern.app.topology;

import com.google.common.net.InetAddresses;
import dev.postern.app.directory.HostPort;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Topologies for tests. */
final class Topologies {
  private Topologies() {}

  /** Three mix nodes and two gateways. */
  static NymTopology five() {
    return new NymTopology(
        Optional.of(new TopologyMetadata(6, 497_000, Instant.parse("2026-01-02T03:04:05Z"))),
        new RewardedSet(
            497_000,
            Set.of(4L),
            Set.of(5L),
            List.of(Set.of(1L), Set.of(2L), Set.of(3L)),
            Set.of(77L)),
        List.of(
            mix(1, "192.0.2.1:1789"),
            mix(2, "[2001:db8::2]:1789"),
            mix(3, "127.0.0.1:9999"),
            gateway(4, "192.0.2.4:1789", Optional.empty(), OptionalInt.empty()),
            gateway(5, "192.0.2.5:1790", Optional.of("gw.example.net"), OptionalInt.of(443))));
  }

  static RoutingNode mix(int id, String host) {
    return new RoutingNode(
        id,
        HostPort.parse(host).orElseThrow(),
        Optional.empty(),
        identity(id).publicKey(),
        sphinx(id).publicKey(),
        EnumSet.of(SupportedRole.MIXNODE));
  }

  static RoutingNode gateway(int id, String host, Optional<String> name, OptionalInt wss) {
    HostPort mixHost = HostPort.parse(host).orElseThrow();
    return new RoutingNode(
        id,
        mixHost,
        Optional.of(
            new EntryDetails(
                List.of(mixHost.literal().getAddress(), InetAddresses.forString("2001:db8::" + id)),
                9000,
                name,
                wss)),
        identity(id).publicKey(),
        sphinx(id).publicKey(),
        EnumSet.of(SupportedRole.MIXNET_ENTRY, SupportedRole.MIXNET_EXIT));
  }

  static IdentityPrivateKey identity(int id) {
    return IdentityPrivateKey.fromBytes(filled(id));
  }

  static SphinxPrivateKey sphinx(int id) {
    return SphinxPrivateKey.fromBytes(filled(100 + id));
  }

  private static byte[] filled(int number) {
    byte[] bytes = new byte[IdentityPrivateKey.BYTES];
    Arrays.fill(bytes, (byte) number);
    return bytes;
  }
}
