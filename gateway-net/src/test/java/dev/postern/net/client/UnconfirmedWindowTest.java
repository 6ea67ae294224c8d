package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class UnconfirmedWindowTest {
  private final UnconfirmedWindow window = new UnconfirmedWindow(3, 100);

  @Test
  void nextPing_nothingPushed_isNone() {
    assertThat(window.nextPing()).isEmpty();
  }

  @Test
  void nextPing_whileOneIsOut_isNone() {
    window.pushed(7, 1);
    assertThat(window.nextPing()).hasValue(1);
    window.pushed(9, 1);
    assertThat(window.nextPing()).isEmpty();
    assertThat(window.confirm(1)).hasValue(7);
    assertThat(window.nextPing()).hasValue(2);
    assertThat(window.confirm(2)).hasValue(9);
  }

  @Test
  void confirm_anyOtherNumber_saysNothing() {
    window.pushed(7, 1);
    assertThat(window.confirm(0)).isEmpty();
    assertThat(window.nextPing()).hasValue(1);
    assertThat(window.confirm(2)).isEmpty();
    assertThat(window.confirm(1)).hasValue(7);
    assertThat(window.confirm(1)).isEmpty();
  }

  @Test
  void room_endsWithMessagesOrBytes() {
    window.pushed(1, 99);
    assertThat(window.hasRoom()).isTrue();
    assertThat(window.roomForBytes()).isOne();
    window.pushed(2, 30_000);
    assertThat(window.hasRoom()).isFalse();
    assertThat(window.roomForBytes()).isZero();
    assertThat(window.roomForMessages()).isOne();
  }

  /** Against a list of what was pushed: confirmed is exactly what was pushed before the ping. */
  @Property
  void confirm_isWhatWasPushedBeforeThePing(@ForAll long seed) {
    Random random = new Random(seed);
    UnconfirmedWindow model = new UnconfirmedWindow(50, 1000);
    Deque<Long> unconfirmed = new ArrayDeque<>();
    OptionalLong ping = OptionalLong.empty();
    long coveredUpTo = 0;
    long position = 0;
    for (int step = 0; step < 200; step++) {
      int choice = random.nextInt(3);
      if (choice == 0 && model.hasRoom()) {
        position += 1 + random.nextInt(5);
        model.pushed(position, random.nextInt(100));
        unconfirmed.add(position);
      } else if (choice == 1) {
        OptionalLong next = model.nextPing();
        assertThat(next.isPresent()).isEqualTo(ping.isEmpty() && !unconfirmed.isEmpty());
        if (next.isPresent()) {
          ping = next;
          coveredUpTo = unconfirmed.getLast();
        }
      } else if (choice == 2 && ping.isPresent()) {
        assertThat(model.confirm(ping.getAsLong())).hasValue(coveredUpTo);
        ping = OptionalLong.empty();
        long upTo = coveredUpTo;
        unconfirmed.removeIf(pushed -> pushed <= upTo);
      }
      assertThat(model.roomForMessages()).isEqualTo(50 - unconfirmed.size());
    }
  }
}
