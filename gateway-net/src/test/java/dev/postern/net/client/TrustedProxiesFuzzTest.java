package dev.postern.net.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * A peer (whether IPv6, address), then an entry of {@code trusted}: refused with its own text, or a
 * peer is trusted if a comparison of numbers says so; never everybody.
 */
class TrustedProxiesFuzzTest extends FuzzTarget {
  @Override
  protected void check(byte[] input) throws UnknownHostException {
    FuzzInput fuzz = new FuzzInput(input);
    int bytes = fuzz.number() % 2 == 0 ? 4 : 16;
    byte[] host = new byte[bytes];
    byte[] given = fuzz.bytes(bytes);
    System.arraycopy(given, 0, host, 0, given.length);
    String text = new String(fuzz.rest(), UTF_8);
    TrustedProxies proxies;
    try {
      proxies = TrustedProxies.of(List.of(text));
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessage(text);
      return;
    }
    assertThat(proxies.addresses()).containsExactly(text);
    InetAddress peer = InetAddress.getByAddress(host);
    int slash = text.indexOf('/');
    InetAddress network = InetAddresses.forString(slash < 0 ? text : text.substring(0, slash));
    int all = network.getAddress().length * Byte.SIZE;
    int prefix = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
    assertThat(prefix).isBetween(1, all);
    assertThat(contains(proxies, network)).isTrue();
    assertThat(contains(proxies, peer)).isEqualTo(isWithin(peer, network, all - prefix));
    byte[] other = network.getAddress();
    other[0] ^= (byte) 0x80;
    assertThat(contains(proxies, InetAddress.getByAddress(other))).isFalse();
  }

  private static boolean contains(TrustedProxies proxies, InetAddress peer) {
    return proxies.contains(new InetSocketAddress(peer, 4711));
  }

  private static boolean isWithin(InetAddress peer, InetAddress network, int freeBits) {
    return peer.getAddress().length == network.getAddress().length
        && new BigInteger(1, peer.getAddress())
            .shiftRight(freeBits)
            .equals(new BigInteger(1, network.getAddress()).shiftRight(freeBits));
  }

  @Override
  protected List<byte[]> seeds() {
    return List.of(
        seed(0, "10.1.2.3"),
        seed(0, "192.168.0.0/16"),
        seed(0, "127.0.0.1/1"),
        seed(1, "fd00::/8"),
        seed(1, "::1"),
        seed(1, "2001:db8::/127"),
        seed(0, "10.0.0.0/0"));
  }

  private static byte[] seed(int family, String text) {
    byte[] peer = new byte[family == 0 ? 4 : 16];
    peer[0] = 10;
    return FuzzInput.of(FuzzInput.numbers(family), peer, text.getBytes(UTF_8));
  }

  @Override
  protected int maxBytes() {
    return 80;
  }
}
