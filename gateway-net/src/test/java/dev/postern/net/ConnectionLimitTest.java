package dev.postern.net;

import static dev.postern.net.ConnectionLimit.Excess.LIMIT;
import static dev.postern.net.ConnectionLimit.Excess.NETWORK_LIMIT;
import static dev.postern.net.ConnectionLimit.Excess.SOURCE_LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.AdmissionLimits.Loopback;
import dev.postern.net.ConnectionLimit.Excess;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest {
  private static final AdmissionLimits LIMITS = AdmissionLimits.defaults().withPerSource(2, 3);

  private final List<Excess> refused = new ArrayList<>();
  private final List<EmbeddedChannel> open = new ArrayList<>();
  private ConnectionLimit limit = new ConnectionLimit(100, LIMITS, refused::add);

  @AfterEach
  void everythingIsForgotten() {
    open.forEach(channel -> assertThat(channel.finish()).isFalse());
    assertThat(limit.open()).isZero();
    assertThat(limit.remembered()).isZero();
  }

  @Test
  void connectionsOfOneSource_overTheLimit_areClosed() {
    assertThat(connect("192.0.2.1", "192.0.2.1", "192.0.2.1")).isEqualTo(2);
    assertThat(refused).containsExactly(SOURCE_LIMIT);
    assertThat(connect("198.51.100.1")).as("others").isOne();
  }

  @Test
  void connectionsOfOneNetwork_overTheLimit_areClosed() {
    assertThat(connect("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.255")).isEqualTo(3);
    assertThat(refused).containsExactly(NETWORK_LIMIT);
    assertThat(connect("192.0.3.1")).as("another network").isOne();
  }

  @Test
  void ipv6_networkIsTheFirst48Bits() {
    assertThat(connect("2001:db8:1::1", "2001:db8:1:ffff::1", "2001:db8:1:2::1", "2001:db8:1::2"))
        .isEqualTo(3);
    assertThat(connect("2001:db8:2::1")).isOne();
  }

  /** The kernel shows IPv4 peers of a socket for both like that. */
  @Test
  void ipv4MappedAddress_isTheSameSource() {
    assertThat(connect("192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1")).isEqualTo(2);
  }

  @Test
  void connectionThatEnds_makesRoom() {
    connect("192.0.2.1", "192.0.2.1");
    assertThat(open.remove(0).finish()).isFalse();
    assertThat(connect("192.0.2.1")).isOne();
    assertThat(refused).isEmpty();
  }

  @Test
  void loopback_isExempt_butNotFromTheTotal() {
    limit = new ConnectionLimit(5, LIMITS, refused::add);
    assertThat(
            connect("127.0.0.1", "127.0.0.1", "127.0.0.1", "::1", "::1", "127.0.0.1", "127.0.0.9"))
        .isEqualTo(5);
    assertThat(refused).containsExactly(LIMIT, LIMIT);
  }

  @Test
  void loopback_ifItIsLimited_isASourceLikeOthers() {
    limit = new ConnectionLimit(100, LIMITS.withLoopback(Loopback.LIMITED), refused::add);
    assertThat(connect("127.0.0.1", "127.0.0.1", "127.0.0.1")).isEqualTo(2);
  }

  @Test
  void connectionThatEndsBeforeItsSourceIsKnown_countsForNothing() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.pipeline().addLast(limit);
    assertThat(channel.finish()).isFalse();
    assertThat(limit.open()).isZero();
  }

  @Test
  void subscriber_isAnIpv4Address_orAnIpv6Slash64() throws Exception {
    assertThat(subscriber("192.0.2.1")).isNotEqualTo(subscriber("192.0.2.2"));
    assertThat(subscriber("2001:db8::1")).isEqualTo(subscriber("2001:db8::ffff:1"));
    assertThat(subscriber("2001:db8::1")).isNotEqualTo(subscriber("2001:db8:0:1::1"));
    assertThat(subscriber("0.0.0.0")).isNotEqualTo(subscriber("::"));
  }

  private static NetworkBlock subscriber(String address) throws Exception {
    return NetworkBlock.subscriber(InetAddress.getByName(address));
  }

  /** How many of them stay open. */
  private int connect(String... sources) {
    int admitted = 0;
    for (String source : sources) {
      EmbeddedChannel channel = new EmbeddedChannel();
      SourceAddress.tell(channel, new InetSocketAddress(source, 1));
      channel.pipeline().addLast(limit);
      channel.pipeline().fireChannelActive();
      if (channel.isOpen()) {
        open.add(channel);
        admitted++;
      } else {
        assertThat(channel.finish()).isFalse();
      }
    }
    return admitted;
  }
}
