package dev.postern.net.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectSlotsTest {
  private final ConnectSlots slots = new ConnectSlots(4);
  private final List<String> granted = new ArrayList<>();

  private ConnectSlots.Waiting hop(String name) {
    return new ConnectSlots.Waiting(() -> granted.add(name));
  }

  private ConnectSlots.Waiting stranger(String name) {
    ConnectSlots.Waiting hop = hop(name);
    slots.request(hop, false);
    return hop;
  }

  private ConnectSlots.Waiting known(String name) {
    ConnectSlots.Waiting hop = hop(name);
    slots.request(hop, true);
    return hop;
  }

  @Test
  void request_moreThanSlots_waitInTheirOrder() {
    ConnectSlots.Waiting first = known("1");
    known("2");
    ConnectSlots.Waiting third = known("3");
    known("4");
    known("5");
    known("6");
    assertThat(granted).containsExactly("1", "2", "3", "4");

    slots.release(third);
    slots.release(first);

    assertThat(granted).containsExactly("1", "2", "3", "4", "5", "6");
  }

  @Test
  void request_byStrangers_leavesAQuarterToKnownHops() {
    for (int i = 0; i < 10; i++) {
      stranger("s" + i);
    }
    assertThat(granted).hasSize(3);

    known("k");

    assertThat(granted).hasSize(4).endsWith("k");
  }

  @Test
  void release_knownHopsGoFirst() {
    ConnectSlots.Waiting first = stranger("s1");
    stranger("s2");
    stranger("s3");
    stranger("s4");
    known("k1");
    known("k2");

    slots.release(first);

    assertThat(granted).containsExactly("s1", "s2", "s3", "k1", "k2");
  }

  @Test
  void withdraw_whoWaits_isNotGranted() {
    ConnectSlots.Waiting first = stranger("s1");
    stranger("s2");
    stranger("s3");
    ConnectSlots.Waiting waits = stranger("s4");
    stranger("s5");

    assertThat(slots.withdraw(waits)).isTrue();
    assertThat(slots.withdraw(first)).isFalse();
    slots.release(first);

    assertThat(granted).containsExactly("s1", "s2", "s3", "s5");
  }
}
