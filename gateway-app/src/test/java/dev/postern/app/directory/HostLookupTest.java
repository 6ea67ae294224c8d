package dev.postern.app.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostLookupTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final HostLookup lookup =
      new HostLookup(
          name -> {
            asked.incrementAndGet();
            if (name.startsWith("gone")) {
              throw new UnknownHostException(name);
            }
            return new InetAddress[] {
              InetAddress.getByName("10.0.0.1"), InetAddress.getByName("fd00::1")
            };
          });

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3:1789, 10.1.2.3, 1789",
    "[2001:db8::17]:1789, 2001:db8::17, 1789",
    "::1:1789, ::1, 1789",
    "ws://10.1.2.3:9000, 10.1.2.3, 9000",
    "wss://10.1.2.3:443/nym, 10.1.2.3, 443",
    "[::ffff:10.1.2.3]:1789, 10.1.2.3, 1789",
  })
  void find_ipAddress_needsNoLookup(String announced, String host, int port) {
    assertThat(lookup.find(List.of(announced))).containsExactly(new InetSocketAddress(host, port));
    assertThat(asked).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.1.2.3",
        "10.1.2.3:",
        "10.1.2.3:0",
        "10.1.2.3:65536",
        "10.1.2.3:17 89",
        "fe80::1%eth0:1789",
        ":1789",
        "a\nb:1789",
        "a b:1789",
        "\u001b[2J:1789",
        "a@b:1789",
      })
  void find_whatNobodyCouldConnectTo_isLeftOutUnasked(String announced) {
    assertThat(lookup.find(List.of(announced))).isEmpty();
    assertThat(asked).hasValue(0);
  }

  @Test
  void find_name_isEachOfItsAddresses() {
    assertThat(lookup.find(List.of("mix:1789", "mix:1790", "gone:1")))
        .containsExactlyInAnyOrder(
            new InetSocketAddress("10.0.0.1", 1789),
            new InetSocketAddress("10.0.0.1", 1790),
            new InetSocketAddress("fd00::1", 1789),
            new InetSocketAddress("fd00::1", 1790));
    assertThat(asked).hasValue(2);
  }

  /** Whoever lists a million names gets no million lookups out of us. */
  @Test
  void find_manyNames_looksUpNoMoreThanSome() {
    List<String> names = IntStream.range(0, 10_000).mapToObj(i -> "mix" + i + ":1789").toList();

    assertThat(lookup.find(names)).isNotEmpty();
    assertThat(asked).hasValue(256);
  }
}
