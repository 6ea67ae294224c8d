package dev.postern.net.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0/8",
    "10.1.2.3/8, 10.0.0.0/8",
    "127.0.0.1, 127.0.0.1",
    "127.0.0.1:1789, 127.0.0.1:1789",
    "127.0.0.1:*, 127.0.0.1",
    "10.1.0.0/16:1789-1799, 10.1.0.0/16:1789-1799",
    "0.0.0.0/0, 0.0.0.0/0",
    "::1, ::1",
    "fd00::/8, fd00::/8",
    "[::1]:1789, [::1]:1789",
    "[::1]:*, ::1",
    "[fd00::/8]:1789, [fd00::/8]:1789",
    "::ffff:10.1.2.3, 10.1.2.3",
    "' 10.1.2.3 ', 10.1.2.3",
  })
  void parse_whatItTakes_printsAlike(String written, String printed) {
    AddressRange range = AddressRange.parse(written).orElseThrow();

    assertThat(range).hasToString(printed);
    assertThat(AddressRange.parse(range.toString())).contains(range);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.0.0.0/33",
        "10.0.0",
        "010.0.0.1",
        "2130706433",
        "0x7f000001",
        "10.1.2.3:0",
        "10.1.2.3:65536",
        "10.1.2.3:9-8",
        "10.1.2.3:",
        "fd00::/129",
        "fd00::/8:1789",
        "fe80::1%eth0",
        "[::1",
        "::1]",
        "10.1.2.3/-1",
      })
  void parse_anythingElse_isEmpty(String written) {
    assertThat(AddressRange.parse(written)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, 1, true",
    "10.0.0.0/8, 11.0.0.0, 1, false",
    "10.0.0.0/9, 10.128.0.0, 1, false",
    "10.0.0.0/9, 10.127.0.0, 1, true",
    "127.0.0.1:1789, 127.0.0.1, 1789, true",
    "127.0.0.1:1789, 127.0.0.1, 1790, false",
    "127.0.0.1:1789-1790, 127.0.0.1, 1790, true",
    "fc00::/7, fdff::1, 1, true",
    "fc00::/7, fe00::1, 1, false",
    "0.0.0.0/0, ::1, 1, false",
    "10.0.0.0/8, ::ffff:10.1.2.3, 1, true",
  })
  void contains_looksAtEachBitOfThePrefixAndAtThePort(
      String range, String host, int port, boolean contained) {
    assertThat(AddressRange.parse(range).orElseThrow().contains(new InetSocketAddress(host, port)))
        .isEqualTo(contained);
  }
}
