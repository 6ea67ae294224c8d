package dev.postern.sphinx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.postern.testing.FuzzTarget;
import dev.postern.testing.Vectors;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** First the offset, then what the address is read from. */
class NodeAddressFuzzTest extends FuzzTarget {
  @Override
  protected void check(byte[] input) throws Exception {
    int offset = input.length == 0 ? 0 : Math.min(input.length, 1 + (input[0] & 0x3f));
    int available = input.length - offset;
    int needed = available == 0 ? 0 : input[offset] == 4 ? 7 : input[offset] == 6 ? 19 : 0;
    if (needed == 0 || needed > available) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> NodeAddress.read(input, offset, input.length));
      return;
    }
    NodeAddress address = NodeAddress.read(input, offset, input.length);
    assertThat(address.unpaddedBytes()).isEqualTo(needed);
    // What follows is not looked at, and what is before doesn't matter.
    byte[] alone = Arrays.copyOfRange(input, offset, offset + needed);
    assertThat(NodeAddress.read(alone, 0, needed)).isEqualTo(address).hasSameHashCodeAs(address);

    byte[] written = new byte[NodeAddress.HEADER_BYTES];
    Arrays.fill(written, (byte) 0xaa);
    address.write(written, 0, written.length);
    assertThat(written).isEqualTo(Arrays.copyOf(alone, written.length));

    InetAddress ip = InetAddress.getByAddress(Arrays.copyOfRange(alone, 3, needed));
    assertThat(address.toSocketAddress().getAddress()).isEqualTo(ip);
    assertThat(address.toSocketAddress().getPort())
        .isEqualTo((alone[1] & 0xff) << 8 | (alone[2] & 0xff));
    boolean mapped = needed == 19 && ip instanceof Inet4Address;
    if (!mapped) {
      assertThat(NodeAddress.of(address.toSocketAddress())).isEqualTo(address);
    }
    assertThat(SocketText.parse(address.toString())).isEqualTo(address.toSocketAddress());
  }

  @Override
  protected List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    Vectors.cases("sphinx-packets.json", "cases")
        .flatMap(packet -> PacketVector.route(packet).stream())
        .limit(6)
        .forEach(
            hop -> {
              byte[] seed = new byte[1 + NodeAddress.HEADER_BYTES];
              hop.address().write(seed, 1, NodeAddress.HEADER_BYTES);
              seeds.add(seed);
              seeds.add(Arrays.copyOf(seed, 1 + hop.address().unpaddedBytes()));
            });
    return seeds;
  }

  @Override
  protected int maxBytes() {
    return 80;
  }
}
