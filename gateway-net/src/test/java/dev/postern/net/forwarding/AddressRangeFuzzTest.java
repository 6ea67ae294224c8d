package dev.postern.net.forwarding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A socket (whether IPv6, address, port), then an entry of {@code allow}: what parses prints, and
 * parses as the same again; and a socket is in it if a comparison bit by bit says so. So for the
 * first and last of the range, and for those just outside.
 */
class AddressRangeFuzzTest extends FuzzTarget {
  private static final int PORTS = 65_536;

  @Override
  protected void check(byte[] input) throws UnknownHostException {
    FuzzInput fuzz = new FuzzInput(input);
    int bytes = fuzz.number() % 2 == 0 ? 4 : 16;
    byte[] address = FuzzInput.of(fuzz.bytes(bytes), new byte[bytes]);
    int port = fuzz.number() << 8 | fuzz.number();
    Optional<AddressRange> parsed = AddressRange.parse(new String(fuzz.rest(), UTF_8));
    if (parsed.isEmpty()) {
      return;
    }
    AddressRange range = parsed.get();
    assertThat(AddressRange.parse(range.toString())).contains(range);
    assertThat(AddressRange.parse(" " + range + "\n")).contains(range);
    assertThat(EgressRules.defaults().allow(range.toString(), range.toString()).allow())
        .containsExactly(range);
    List<byte[]> hosts = new ArrayList<>(around(range));
    hosts.add(Arrays.copyOf(address, bytes));
    for (byte[] host : hosts) {
      for (int at :
          new int[] {port, range.firstPort() - 1, range.firstPort(), range.lastPort(), 0}) {
        assertMembership(range, host, at);
      }
      assertMembership(range, host, (range.lastPort() + 1) % PORTS);
    }
  }

  private static void assertMembership(AddressRange range, byte[] host, int port)
      throws UnknownHostException {
    InetAddress address = InetAddress.getByAddress(host);
    byte[] bytes = address.getAddress(); // 4 where IPv4 came in IPv6's form
    boolean expected =
        bytes.length == range.network().getAddress().length
            && bits(bytes)
                .startsWith(bits(range.network().getAddress()).substring(0, range.prefixBits()))
            && port >= range.firstPort()
            && port <= range.lastPort();
    assertThat(range.contains(new InetSocketAddress(address, port)))
        .as("%s in %s", address, range)
        .isEqualTo(expected);
  }

  /** As zeros and ones. */
  private static String bits(byte[] address) {
    StringBuilder bits = new StringBuilder();
    for (byte part : address) {
      bits.append(Integer.toBinaryString(0x100 | (part & 0xff)).substring(1));
    }
    return bits.toString();
  }

  /** The first and last host, and their neighbours. */
  private static List<byte[]> around(AddressRange range) {
    int length = range.network().getAddress().length;
    BigInteger first = new BigInteger(1, range.network().getAddress());
    BigInteger size = BigInteger.ONE.shiftLeft(length * Byte.SIZE - range.prefixBits());
    return List.of(
        host(first, length),
        host(first.subtract(BigInteger.ONE), length),
        host(first.add(size).subtract(BigInteger.ONE), length),
        host(first.add(size), length));
  }

  /** Behind the last comes the first. */
  private static byte[] host(BigInteger number, int length) {
    byte[] bytes = number.mod(BigInteger.ONE.shiftLeft(length * Byte.SIZE)).toByteArray();
    byte[] host = new byte[length];
    int count = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - count, host, length - count, count);
    return host;
  }

  @Override
  protected List<byte[]> seeds() {
    return List.of(
        seed(0, "10.0.0.0/8"),
        seed(0, "127.0.0.1:1789"),
        seed(0, "10.1.0.0/16:1789-1799"),
        seed(1, "fd00::/8"),
        seed(1, "[::1]:1789"),
        seed(1, "[fd00::/8]:*"),
        seed(1, "[::ffff:10.0.0.1/128]:1-65535"),
        seed(0, "0.0.0.0/0:0"),
        seed(1, "::/0"),
        seed(1, "2001:db8::1.2.3.4/97"));
  }

  private static byte[] seed(int family, String text) {
    byte[] socket = new byte[(family == 0 ? 4 : 16) + 2];
    socket[0] = 10;
    return FuzzInput.of(FuzzInput.numbers(family), socket, text.getBytes(UTF_8));
  }

  @Override
  protected int maxBytes() {
    return 100;
  }
}
