package dev.postern.app.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalInt;

/**
 * A port, then an address as an operator writes it: what is announced or listened on says the same
 * when it is read again, and has a host and a port that stand in the text.
 */
class HostFormsFuzzTest extends FuzzTarget {
  @Override
  protected void check(byte[] input) {
    FuzzInput fuzz = new FuzzInput(input);
    int port = fuzz.number() << 8 | fuzz.number();
    String text = new String(fuzz.rest(), UTF_8);
    AnnouncedHost.parse(text).ifPresent(host -> checkAnnounced(text, host, port));
    ListeningHost.parse(text).ifPresent(host -> checkListening(host, port));
  }

  private static void checkAnnounced(String text, AnnouncedHost host, int port) {
    assertThat(text).contains(host.host()).contains(host.path());
    String forMixNodes = host.forMixNodes(port);
    AnnouncedHost bare = AnnouncedHost.parse(forMixNodes).orElseThrow();
    assertThat(bare.isBare()).isTrue();
    assertThat(bare.host()).isEqualTo(host.host());
    assertThat(bare.port()).hasValue(host.port().orElse(port));
    assertThat(bare.forMixNodes(0)).isEqualTo(forMixNodes);
    List<OptionalInt> ports = List.of(OptionalInt.empty(), OptionalInt.of(port));
    for (OptionalInt plain : ports) {
      for (OptionalInt tls : ports) {
        String forClients = host.forClients(plain, tls);
        AnnouncedHost again = AnnouncedHost.parse(forClients).orElseThrow();
        assertThat(again.forClients(plain, tls)).isEqualTo(forClients);
        assertThat(again.host()).isEqualTo(host.host());
        assertThat(again.path()).isEqualTo(host.path());
        assertThat(again.port()).isPresent();
        assertThat(again.scheme()).isPresent();
        if (host.scheme().isPresent() && host.scheme().get().equals("wss")) {
          assertThat(again.scheme()).contains("wss");
        }
      }
    }
    assertThat(host.withPort(port).port()).hasValue(port);
  }

  private static void checkListening(ListeningHost host, int port) {
    InetSocketAddress socket = host.socket().orElse(new InetSocketAddress(host.address(), port));
    ListeningHost again = ListeningHost.parse(ListeningHost.text(socket)).orElseThrow();
    assertThat(again.socket()).contains(socket);
    assertThat(InetAddresses.forString(InetAddresses.toAddrString(host.address())))
        .isEqualTo(host.address());
  }

  @Override
  protected List<byte[]> seeds() {
    return List.of(
        seed("gw.example.net:1800"),
        seed("2001:db8::17"),
        seed("[2001:db8::17]:1800"),
        seed("wss://gw.example.net/nym?x#y"),
        seed("WS://10.1.2.3:9100/"),
        seed("::ffff:10.1.2.3"),
        seed("fe80::1%eth0"),
        seed(" gÄw_1 "));
  }

  private static byte[] seed(String text) {
    return FuzzInput.of(FuzzInput.numbers(35, 40), text.getBytes(UTF_8));
  }

  @Override
  protected int maxBytes() {
    return 100;
  }
}
