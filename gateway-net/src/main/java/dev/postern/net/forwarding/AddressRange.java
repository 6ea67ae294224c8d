package dev.postern.net.forwarding;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Some addresses and some of their ports, as an operator writes them.
 *
 * <pre>
 *  10.0.0.0/8             every port of these
 *  127.0.0.1:1789         one port of one host
 *  10.1.0.0/16:1789-1799  some ports of these; * is every port
 *  fd00::/8  [::1]:1789  [fd00::/8]:*
 * </pre>
 *
 * @param network the first address; what the prefix doesn't cover is zero
 * @param prefixBits how many bits of an address must be those of the network
 * @param firstPort the lowest port, from 1 on
 * @param lastPort the highest, not below the first
 */
public record AddressRange(InetAddress network, int prefixBits, int firstPort, int lastPort) {
  /** What {@link #parse} takes, for those who wrote something else. */
  public static final String FORM =
      "an address or a block of them, perhaps with a port: '10.0.0.0/8', '127.0.0.1:1789',"
          + " '10.1.0.0/16:1789-1799', '[::1]:*'; no names";

  private static final int LOWEST_PORT = 1;
  private static final int HIGHEST_PORT = 65_535;

  private static final Pattern WRITTEN =
      Pattern.compile(
          "(?:\\[(?<inner>[0-9A-Fa-f:.]+(?:/\\d{1,3})?)\\]"
              + "|(?<four>[0-9.]+(?:/\\d{1,2})?)"
              + "|(?<six>[0-9A-Fa-f:]+:[0-9A-Fa-f:.]*(?:/\\d{1,3})?))"
              + "(?::(?<ports>\\*|\\d{1,5}(?:-\\d{1,5})?))?");

  /** Throws IllegalArgumentException for what can't be; clears what the prefix doesn't cover. */
  public AddressRange {
    byte[] bytes = network.getAddress();
    if (prefixBits < 0
        || prefixBits > bytes.length * Byte.SIZE
        || firstPort < LOWEST_PORT
        || lastPort < firstPort
        || lastPort > HIGHEST_PORT) {
      throw new IllegalArgumentException("no such addresses or ports");
    }
    network = masked(bytes, prefixBits);
  }

  /** A block with all its ports. */
  static AddressRange block(String written) {
    return parse(written).orElseThrow(() -> new AssertionError(written + " is no block"));
  }

  /** Empty for anything but the forms above. */
  public static Optional<AddressRange> parse(String text) {
    Matcher form = WRITTEN.matcher(text.strip());
    if (!form.matches()) {
      return Optional.empty();
    }
    String six = form.group("six");
    String ports = form.group("ports");
    if (six != null && ports != null) {
      return Optional.empty(); // where the address ends and the port begins is anybody's guess
    }
    String four = form.group("four");
    String block = four != null ? four : six != null ? six : form.group("inner");
    try {
      return Optional.of(of(block, ports == null ? "*" : ports));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static AddressRange of(String block, String ports) {
    int slash = block.indexOf('/');
    InetAddress address = InetAddresses.forString(slash < 0 ? block : block.substring(0, slash));
    int longest = address.getAddress().length * Byte.SIZE;
    int prefixBits = slash < 0 ? longest : Integer.parseInt(block.substring(slash + 1));
    if (ports.equals("*")) {
      return new AddressRange(address, prefixBits, LOWEST_PORT, HIGHEST_PORT);
    }
    int dash = ports.indexOf('-');
    int first = Integer.parseInt(dash < 0 ? ports : ports.substring(0, dash));
    int last = dash < 0 ? first : Integer.parseInt(ports.substring(dash + 1));
    return new AddressRange(address, prefixBits, first, last);
  }

  private static InetAddress masked(byte[] bytes, int prefixBits) {
    byte[] kept = Arrays.copyOf(bytes, bytes.length);
    for (int bit = prefixBits; bit < kept.length * Byte.SIZE; bit++) {
      kept[bit / Byte.SIZE] &= (byte) ~(0x80 >>> (bit % Byte.SIZE));
    }
    try {
      return InetAddress.getByAddress(kept);
    } catch (UnknownHostException e) {
      throw new AssertionError("an IP of 4 or 16 bytes was refused", e);
    }
  }

  /** Whether the socket is one of these. */
  public boolean contains(InetSocketAddress socket) {
    return socket.getPort() >= firstPort
        && socket.getPort() <= lastPort
        && containsHost(socket.getAddress().getAddress());
  }

  /** The same whatever the port. */
  boolean containsHost(byte[] address) {
    byte[] first = network.getAddress();
    if (first.length != address.length) {
      return false;
    }
    int whole = prefixBits / Byte.SIZE;
    int rest = prefixBits % Byte.SIZE;
    return Arrays.equals(first, 0, whole, address, 0, whole)
        && (rest == 0 || (first[whole] ^ address[whole]) >> (Byte.SIZE - rest) == 0);
  }

  boolean isOneHost() {
    return prefixBits == network.getAddress().length * Byte.SIZE;
  }

  /** As {@link #parse} takes it. */
  @Override
  public String toString() {
    String host = InetAddresses.toAddrString(network);
    String block = isOneHost() ? host : host + "/" + prefixBits;
    if (firstPort == LOWEST_PORT && lastPort == HIGHEST_PORT) {
      return block;
    }
    String ports = firstPort == lastPort ? "" + firstPort : firstPort + "-" + lastPort;
    return (network instanceof Inet6Address ? "[" + block + "]" : block) + ":" + ports;
  }
}
