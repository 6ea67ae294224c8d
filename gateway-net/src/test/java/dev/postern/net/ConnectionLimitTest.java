package dev.postern.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.postern.net.AdmissionLimits.Loopback;
import dev.postern.net.ConnectionLimit.Excess;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many connections one may have, from where. */
class ConnectionLimitTest {
  private static final AdmissionLimits TWO_AND_THREE =
      AdmissionLimits.defaults().withPerSource(2, 3);

  private final List<Excess> refused = new ArrayList<>();
  private final List<EmbeddedChannel> open = new ArrayList<>();

  private ConnectionLimit limit(int maximum, AdmissionLimits limits) {
    return new ConnectionLimit(maximum, limits, refused::add);
  }

  private boolean connect(ConnectionLimit limit, String source) {
    EmbeddedChannel channel = new EmbeddedChannel();
    SourceAddress.tell(channel, new InetSocketAddress(InetAddresses.forString(source), 4711));
    channel.pipeline().addLast(limit);
    channel.pipeline().fireChannelActive();
    if (!channel.isOpen()) {
      assertThat(channel.finish()).isFalse();
      return false;
    }
    open.add(channel);
    return true;
  }

  private void leave() {
    open.forEach(channel -> assertThat(channel.finish()).isFalse());
    open.clear();
  }

  @Test
  void connections_overTheLimitOfTheirSource_areClosed() {
    ConnectionLimit limit = limit(100, TWO_AND_THREE);
    assertThat(connect(limit, "203.0.113.7")).isTrue();
    assertThat(connect(limit, "203.0.113.7")).isTrue();
    assertThat(connect(limit, "203.0.113.7")).isFalse();
    assertThat(refused).containsExactly(Excess.SOURCE_LIMIT);
    assertThat(connect(limit, "203.0.113.8")).isTrue();
    assertThat(limit.open()).isEqualTo(3);
    leave();
  }

  @Test
  void connections_overTheLimitOfTheirIpv4Slash24_areClosed() {
    ConnectionLimit limit = limit(100, TWO_AND_THREE);
    for (int host = 1; host <= 3; host++) {
      assertThat(connect(limit, "203.0.113." + host)).isTrue();
    }
    assertThat(connect(limit, "203.0.113.200")).isFalse();
    assertThat(refused).containsExactly(Excess.NETWORK_LIMIT);
    assertThat(connect(limit, "203.0.114.200")).isTrue();
    leave();
  }

  @Test
  void connections_overTheLimitOfTheirIpv6Slash48_areClosed() {
    ConnectionLimit limit = limit(100, TWO_AND_THREE);
    for (int subnet = 1; subnet <= 3; subnet++) {
      assertThat(connect(limit, "2001:db8:7:" + subnet + "::1")).isTrue();
    }
    assertThat(connect(limit, "2001:db8:7:ffff::1")).isFalse();
    assertThat(refused).containsExactly(Excess.NETWORK_LIMIT);
    assertThat(connect(limit, "2001:db8:8::1")).isTrue();
    leave();
  }

  @Test
  void connections_overTheLimitInAll_areClosedWhereverTheyComeFrom() {
    ConnectionLimit limit = limit(2, AdmissionLimits.defaults());
    assertThat(connect(limit, "203.0.113.7")).isTrue();
    assertThat(connect(limit, "127.0.0.1")).isTrue();
    assertThat(connect(limit, "198.51.100.7")).isFalse();
    assertThat(connect(limit, "127.0.0.1")).isFalse();
    assertThat(refused).containsExactly(Excess.LIMIT, Excess.LIMIT);
    leave();
  }

  @Test
  void loopback_isExempt_orNot() {
    ConnectionLimit exempt = limit(100, TWO_AND_THREE);
    for (int i = 0; i < 10; i++) {
      assertThat(connect(exempt, "127.0.0.1")).isTrue();
      assertThat(connect(exempt, "::1")).isTrue();
    }
    leave();
    ConnectionLimit limited = limit(100, TWO_AND_THREE.withLoopback(Loopback.LIMITED));
    assertThat(connect(limited, "127.0.0.1")).isTrue();
    assertThat(connect(limited, "127.0.0.1")).isTrue();
    assertThat(connect(limited, "127.0.0.1")).isFalse();
    leave();
  }

  /** Those that were refused take no place from others, and leave nothing behind. */
  @Test
  void connectionFlood_leavesNothingBehind() {
    ConnectionLimit limit = limit(100, TWO_AND_THREE);
    for (int i = 0; i < 1000; i++) {
      connect(limit, "203.0." + i % 250 + "." + i / 250);
    }
    assertThat(limit.open()).isEqualTo(100);
    leave();
    assertThat(limit.open()).isZero();
    assertThat(limit.remembered()).isZero();
    assertThat(connect(limit, "203.0.113.7")).isTrue();
    leave();
  }
}
