package dev.postern.net.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.forwarding.EgressPolicy.Refusal;
import dev.postern.net.forwarding.EgressRules.ListedPrivate;
import dev.postern.net.forwarding.EgressRules.Mode;
import dev.postern.net.forwarding.ForwardingMetrics.Dropped;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressPolicyTest {
  private static final EgressRules DEFAULTS = EgressRules.defaults();
  private static final EgressRules TOPOLOGY = DEFAULTS.withMode(Mode.TOPOLOGY);

  private static EgressPolicy policy(EgressRules rules) {
    return new EgressPolicy(rules, System::nanoTime);
  }

  private static InetSocketAddress socket(String host) {
    return socket(host, 1789);
  }

  private static InetSocketAddress socket(String host, int port) {
    return new InetSocketAddress(host, port);
  }

  private static Dropped outcome(EgressPolicy policy, InetSocketAddress socket) {
    return policy.refusal(socket).map(Refusal::reason).orElse(null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:200::1",
        "2600::1",
        "2a00:1450::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1",
      })
  void refusal_globallyRoutable_isNone(String host) {
    assertThat(policy(DEFAULTS).refusal(socket(host))).isEmpty();
  }

  /** What nobody outside should have us connect to, first and last of each block. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.1",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.169.254",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "240.0.0.0",
        "255.255.255.254",
        "::1",
        "::2",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.1.2.3",
        "::ffff:0:7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b::a01:203",
        "64:ff9b:1::808:808",
        "100::1",
        "2001::1",
        "2001:0:808:808::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:a01:203::1",
        "2002:c0a8:101::1",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "fec0::1",
      })
  void refusal_notGloballyRoutable_isNotAllowed(String host) {
    assertThat(outcome(policy(DEFAULTS), socket(host))).isEqualTo(Dropped.NOT_ALLOWED);
    assertThat(outcome(policy(TOPOLOGY), socket(host))).isEqualTo(Dropped.NOT_ALLOWED);
  }

  /** Not even with everything allowed. */
  @ParameterizedTest
  @CsvSource({
    "1.1.1.1, 0",
    "0.0.0.0, 1789",
    "224.0.0.1, 1789",
    "239.255.255.255, 1789",
    "255.255.255.255, 1789",
    "2600::1, 0",
    "::, 1789",
    "::ffff:0.0.0.0, 1789",
    "::ffff:224.0.0.1, 1789",
    "ff02::1, 1789",
    "ff0e::1, 1789",
  })
  void refusal_noHostsPort_standsWhateverIsAllowed(String host, int port) {
    EgressRules everything = DEFAULTS.allow("0.0.0.0/0", "::/0");

    assertThat(outcome(policy(everything), socket(host, port))).isEqualTo(Dropped.UNCONNECTABLE);
  }

  @Test
  void refusal_allowed_isNone() {
    EgressPolicy policy = policy(DEFAULTS.allow("127.0.0.1:1789", "10.0.0.0/8", "[::1]:*"));

    assertThat(policy.refusal(socket("127.0.0.1", 1789))).isEmpty();
    assertThat(policy.refusal(socket("::ffff:127.0.0.1", 1789))).isEmpty();
    assertThat(policy.refusal(socket("10.9.8.7", 22))).isEmpty();
    assertThat(policy.refusal(socket("::1", 1))).isEmpty();
    assertThat(outcome(policy, socket("127.0.0.1", 1790))).isEqualTo(Dropped.NOT_ALLOWED);
  }

  @Test
  void refusal_listedByALocalDirectory_isNoneForThatVeryPort() {
    EgressPolicy policy = policy(DEFAULTS);
    policy.listed(listed("127.0.0.1", "10.1.2.3", true));

    assertThat(policy.refusal(socket("127.0.0.1"))).isEmpty();
    assertThat(policy.refusal(socket("10.1.2.3"))).isEmpty();
    assertThat(outcome(policy, socket("127.0.0.1", 1790))).isEqualTo(Dropped.NOT_ALLOWED);
    assertThat(outcome(policy, socket("127.0.0.2"))).isEqualTo(Dropped.NOT_ALLOWED);
  }

  /** Anybody may register a node with a public validator, at any address. */
  @Test
  void refusal_privateAddressListedByAPublicDirectory_isNotAllowed() {
    EgressPolicy policy = policy(DEFAULTS);
    policy.listed(listed("127.0.0.1", "10.1.2.3", false));

    assertThat(outcome(policy, socket("127.0.0.1"))).isEqualTo(Dropped.NOT_ALLOWED);
    assertThat(outcome(policy, socket("10.1.2.3"))).isEqualTo(Dropped.NOT_ALLOWED);
  }

  @ParameterizedTest
  @CsvSource({"ALWAYS, true", "NEVER, false"})
  void refusal_listedPrivate_isAsTheOperatorSays(ListedPrivate said, boolean allowed) {
    EgressPolicy policy = policy(DEFAULTS.withListedPrivate(said));
    policy.listed(listed("127.0.0.1", "10.1.2.3", said == ListedPrivate.NEVER));

    assertThat(policy.refusal(socket("127.0.0.1")).isEmpty()).isEqualTo(allowed);
  }

  @Test
  void refusal_topologyMode_onlyListedMixNodesAndWhatIsAllowed() {
    EgressPolicy policy = policy(TOPOLOGY.allow("1.1.1.1"));
    assertThat(outcome(policy, socket("9.9.9.9"))).isEqualTo(Dropped.NOT_ALLOWED);

    policy.listed(listed("9.9.9.9", "8.8.8.8", false));

    assertThat(policy.refusal(socket("9.9.9.9"))).isEmpty();
    assertThat(policy.refusal(socket("1.1.1.1"))).isEmpty();
    assertThat(outcome(policy, socket("9.9.9.9", 1790))).isEqualTo(Dropped.NOT_ALLOWED);
    assertThat(outcome(policy, socket("8.8.8.8"))).as("gateway").isEqualTo(Dropped.NOT_ALLOWED);
  }

  /** In every mode, wherever they are, and whatever a directory lists. */
  @ParameterizedTest
  @EnumSource
  void refusal_namedByTheOperator_isNoneForThatVeryPort(Mode mode) {
    EgressPolicy policy = policy(DEFAULTS.withMode(mode));
    policy.named(Set.of(socket("127.0.0.1"), socket("9.9.9.9")));
    policy.listed(listed("8.8.8.8", "8.8.4.4", false));

    assertThat(policy.refusal(socket("127.0.0.1"))).isEmpty();
    assertThat(policy.refusal(socket("9.9.9.9"))).isEmpty();
    assertThat(policy.isVouchedFor(socket("127.0.0.1"))).isTrue();
    assertThat(outcome(policy, socket("127.0.0.1", 1790))).isEqualTo(Dropped.NOT_ALLOWED);

    policy.named(Set.of(socket("0.0.0.0"), socket("10.1.2.3")));
    policy.own(List.of(socket("10.1.2.3")), List.of());

    assertThat(outcome(policy, socket("127.0.0.1"))).isEqualTo(Dropped.NOT_ALLOWED);
    assertThat(outcome(policy, socket("0.0.0.0"))).isEqualTo(Dropped.UNCONNECTABLE);
    assertThat(outcome(policy, socket("10.1.2.3"))).isEqualTo(Dropped.OWN_ADDRESS);
  }

  /** A directory lists this gateway, too, and an operator may allow its whole network. */
  @ParameterizedTest
  @EnumSource
  void refusal_ownAddress_standsWhateverIsAllowedAndListed(Mode mode) {
    EgressPolicy policy = policy(DEFAULTS.withMode(mode).allow("0.0.0.0/0", "::/0"));
    policy.listed(listed("10.1.2.3", "10.1.2.4", true));

    policy.own(List.of(socket("10.1.2.3")), List.of(socket("10.1.2.4", 9000)));

    assertThat(outcome(policy, socket("10.1.2.3"))).isEqualTo(Dropped.OWN_ADDRESS);
    assertThat(outcome(policy, socket("::ffff:10.1.2.3"))).isEqualTo(Dropped.OWN_ADDRESS);
    assertThat(outcome(policy, socket("10.1.2.4", 9000))).isEqualTo(Dropped.OWN_ADDRESS);
    assertThat(policy.refusal(socket("10.1.2.4", 9001))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::"})
  void refusal_ownWildcard_isEveryAddressOfThisMachine(String wildcard) throws Exception {
    EgressPolicy policy = policy(DEFAULTS.allow("0.0.0.0/0", "::/0"));
    policy.own(List.of(socket(wildcard)), List.of());

    List<InetAddress> addresses =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address instanceof Inet4Address)
            .toList();
    assertThat(addresses).isNotEmpty();
    for (InetAddress address : addresses) {
      assertThat(outcome(policy, new InetSocketAddress(address, 1789)))
          .isEqualTo(Dropped.OWN_ADDRESS);
    }
    assertThat(outcome(policy, socket("127.9.9.9"))).isEqualTo(Dropped.OWN_ADDRESS);
    assertThat(outcome(policy, socket("::1"))).isEqualTo(Dropped.OWN_ADDRESS);
    assertThat(policy.refusal(socket("127.0.0.1", 1790))).isEmpty();
  }

  private static ListedHops listed(String mixNode, String gateway, boolean local) {
    return new ListedHops(Set.of(socket(mixNode)), Set.of(socket(gateway)), local);
  }
}
