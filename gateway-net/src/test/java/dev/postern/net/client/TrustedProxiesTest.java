package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.5, 10.0.0.5, true",
    "10.0.0.5, 10.0.0.6, false",
    "192.168.0.0/16, 192.168.255.1, true",
    "192.168.0.0/16, 192.169.0.1, false",
    "2001:db8::/32, 2001:db8:1::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "10.0.0.5, ::ffff:10.0.0.5, true",
    "2001:db8::/32, 32.1.13.184, false",
  })
  void contains_peer(String trusted, String peer, boolean expected) {
    assertThat(
            TrustedProxies.of(List.of(trusted))
                .contains(new InetSocketAddress(InetAddresses.forString(peer), 1)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "proxy.example", "10.0.0.5/", "10.0.0.5/33", "0.0.0.0/0", "::/129"})
  void of_noAddressOrEverybody_isRefused(String text) {
    assertThatThrownBy(() -> TrustedProxies.of(List.of("10.0.0.5", text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(text);
  }
}
