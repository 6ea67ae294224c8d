package dev.postern.app.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.FuzzTarget;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a node announces: one spelling that stays as it is, whatever the case and slashes; and a
 * host and a port that one could connect to, which read the same once they are written.
 */
class ListedAddressFuzzTest extends FuzzTarget {
  @Override
  protected void check(byte[] input) {
    String text = new String(input, UTF_8);
    ListedAddress listed = ListedAddress.of(text);
    assertThat(ListedAddress.of(listed.spelling())).isEqualTo(listed);
    assertThat(ListedAddress.of(text + "/")).isEqualTo(listed);
    Optional<HostPort> parsed = HostPort.parse(text);
    if (parsed.isEmpty()) {
      return;
    }
    HostPort node = parsed.get();
    assertThat(text).contains(node.host());
    assertThat(node.port()).isBetween(1, 65_535);
    assertThat(HostPort.parse("[" + node.host() + "]:" + node.port())).contains(node);
    assertThat(HostPort.parse("ws://" + node.host() + ":" + node.port() + "/x")).contains(node);
    if (node.isName()) {
      assertThat(node.host().toLowerCase(Locale.ROOT)).matches("[a-z0-9_.-]+");
    } else {
      InetSocketAddress socket = node.literal();
      assertThat(socket.isUnresolved()).isFalse();
      assertThat(socket.getPort()).isEqualTo(node.port());
    }
    assertThat(NodeChecks.isHostWithPort(node.host() + ":" + node.port())).isTrue();
  }

  @Override
  protected List<byte[]> seeds() {
    return List.of(
        seed("gw.example.net:1789"),
        seed("WS://10.1.2.3:9000/"),
        seed("[2001:DB8:0::17]:1789"),
        seed("::1:1789"),
        seed("wss://gw/nym//"),
        seed("10.1.2.3"),
        seed("fe80::1%1:1789"),
        seed(" 0x7f.1:65536 "));
  }

  private static byte[] seed(String text) {
    return text.getBytes(UTF_8);
  }

  @Override
  protected int maxBytes() {
    return 100;
  }
}
