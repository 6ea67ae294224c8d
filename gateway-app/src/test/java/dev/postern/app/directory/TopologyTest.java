package dev.postern.app.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopologyTest {
  private final Announcement ours = Announcements.ours();

  @Test
  void conflict_otherGatewayAtOurMixAddress_isFound() {
    Topology topology = gateways(gateway("other", ours.mixHost(), "ws://elsewhere:9000"));

    assertThat(topology.conflictWith(ours))
        .contains(new DirectoryConflict(ours.mixHost(), "other"));
  }

  @Test
  void conflict_otherGatewayAtOurClientsAddress_isFound() {
    Topology topology = gateways(gateway("other", "elsewhere:1789", ours.clientsHost()));

    assertThat(topology.conflictWith(ours))
        .contains(new DirectoryConflict(ours.clientsHost(), "other"));
  }

  @Test
  void conflict_mixNodeAtOurMixAddress_isFound() {
    ListedNode mix =
        new ListedNode(new ListedNode.Mixing(1), ours.mixHost(), "other", "key", "0.9.0");

    assertThat(new Topology(List.of(mix), List.of()).conflictWith(ours)).isPresent();
  }

  @Test
  void conflict_ourselves_isNone() {
    ListedNode self = gateway(ours.identityKey().toBase58(), ours.mixHost(), ours.clientsHost());

    assertThat(gateways(self).conflictWith(ours)).isEmpty();
    assertThat(gateways(self).lists(ours)).isTrue();
  }

  @Test
  void conflict_strangersElsewhere_isNone() {
    Topology topology = gateways(gateway("other", "10.1.2.3:1790", "ws://10.1.2.3:9001"));

    assertThat(topology.conflictWith(ours)).isEmpty();
    assertThat(topology.lists(ours)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "[2001:db8::17]:1789, [2001:0db8:0:0::17]:1789",
    "GW.example.net:1789, gw.example.net:1789",
    "ws://gw.example.net:9000/, ws://gw.example.net:9000",
    "'gw.example.net:9000 / ', gw.example.net:9000",
    "ws://[::1]:9000, WS://[0:0::1]:9000"
  })
  void address_spelledInTwoWays_isOne(String one, String other) {
    assertThat(ListedAddress.of(one)).isEqualTo(ListedAddress.of(other));
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3:1789, 10.1.2.3:1790",
    "ws://gw.example.net:9000, wss://gw.example.net:9000",
    "::1:1789, [::1]:1789"
  })
  void address_ofTwoPlaces_isTwo(String one, String other) {
    assertThat(ListedAddress.of(one)).isNotEqualTo(ListedAddress.of(other));
  }

  @Test
  void listing_hasTheVersionsOfAllEntriesAtAnAddress() {
    Listing listing =
        new Topology(
                List.of(mix("10.1.2.1:1789", "0.9.0"), mix("10.1.2.2:1789", "1.1.5")),
                List.of(
                    serving("10.1.2.3:1789", "2025.13.0"),
                    serving("10.1.2.2:1789", "0.9.0"),
                    serving("10.1.2.4:1789", "unknown")))
            .listing(new HostLookup(), List.of());

    assertThat(listing.mixNodes()).containsExactlyInAnyOrder(socket(1), socket(2));
    assertThat(listing.gateways()).containsExactlyInAnyOrder(socket(2), socket(3), socket(4));
    assertThat(listing.versions())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                socket(1), Set.of(version("0.9.0")),
                socket(2), Set.of(version("1.1.5"), version("0.9.0")),
                socket(3), Set.of(version("2025.13.0"))));
  }

  private static NymVersion version(String text) {
    return NymVersion.parse(text).orElseThrow();
  }

  private static InetSocketAddress socket(int host) {
    return new InetSocketAddress("10.1.2." + host, 1789);
  }

  private static ListedNode mix(String host, String version) {
    return new ListedNode(new ListedNode.Mixing(1), host, "identity", "key", version);
  }

  private static ListedNode serving(String host, String version) {
    return new ListedNode(new ListedNode.Serving("ws://x:1"), host, "identity", "key", version);
  }

  private static Topology gateways(ListedNode... gateways) {
    return new Topology(List.of(), List.of(gateways));
  }

  private static ListedNode gateway(String identity, String mixHost, String clientsHost) {
    return new ListedNode(
        new ListedNode.Serving(clientsHost), mixHost, identity, "sphinx key", "0.9.0");
  }
}
