package dev.postern.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every sensible form of an address, and what it means where port 9000 is listened on. */
class HostFormsTest {
  @ParameterizedTest
  @CsvSource({
    "gw.example.net, gw.example.net:9000",
    "gw.example.net:1800, gw.example.net:1800",
    "GW_1, GW_1:9000",
    "10.1.2.3, 10.1.2.3:9000",
    "10.1.2.3:1800, 10.1.2.3:1800",
    "2001:db8::17, [2001:db8::17]:9000",
    "[2001:db8::17], [2001:db8::17]:9000",
    "[2001:db8::17]:1800, [2001:db8::17]:1800",
    "::1, [::1]:9000",
  })
  void announced_forMixNodes_isHostAndPort(String written, String meant) {
    AnnouncedHost host = AnnouncedHost.parse(written).orElseThrow();

    assertThat(host.isBare()).isTrue();
    assertThat(host.forMixNodes(9000)).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource({
    "gw.example.net, ws://gw.example.net:9000",
    "wsgate.example.net, ws://wsgate.example.net:9000",
    "gw.example.net:9100, ws://gw.example.net:9100",
    "ws://gw.example.net, ws://gw.example.net:9000",
    "ws://gw.example.net/, ws://gw.example.net:9000",
    "WS://gw.example.net:9100, ws://gw.example.net:9100",
    "wss://gw.example.net:443, wss://gw.example.net:443",
    "wss://gw.example.net, wss://gw.example.net:443",
    "wss://gw.example.net/nym, wss://gw.example.net:443/nym",
    "[2001:db8::17], ws://[2001:db8::17]:9000",
    "2001:db8::17, ws://[2001:db8::17]:9000",
    "wss://[2001:db8::17]:9100, wss://[2001:db8::17]:9100",
  })
  void announced_forClients_isWebSocketAddress(String written, String meant) {
    assertThat(
            AnnouncedHost.parse(written)
                .orElseThrow()
                .forClients(OptionalInt.of(9000), OptionalInt.empty()))
        .isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        ":1789",
        "http://gw.example.net",
        "gw.example.net:70000",
        "[2001:1800",
        "gw.example.net:-1",
        "a,b",
        "fe80::1%eth0",
        "[fe80::1%eth0]:1789",
        "ws://"
      })
  void announced_anythingElse_isEmpty(String written) {
    assertThat(AnnouncedHost.parse(written)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3:1800, 10.1.2.3:1800",
    "[2001:db8::17]:1800, [2001:db8::17]:1800",
    "[2001:db8:0:0:0:0:0:17]:1800, [2001:db8::17]:1800",
    "0.0.0.0:0, 0.0.0.0:0"
  })
  void listening_addressAndPort_isSocket(String written, String meant) {
    assertThat(ListeningHost.parse(written).flatMap(ListeningHost::socket).map(ListeningHost::text))
        .contains(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.2.3", "2001:db8::17", "[2001:db8::17]"})
  void listening_addressAlone_hasNoPort(String written) {
    assertThat(ListeningHost.parse(written).orElseThrow().port()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "gw.example.net:1789",
        "10.1.2",
        "10.1.2.3.4",
        "010.1.2.3",
        "10.1.2.3:x",
        "10.1.2.3:65536",
        "not-an-ip",
        "::g"
      })
  void listening_anythingElse_isEmpty(String written) {
    assertThat(ListeningHost.parse(written)).isEmpty();
  }
}
