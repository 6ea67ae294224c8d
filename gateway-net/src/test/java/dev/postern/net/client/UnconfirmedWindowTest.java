package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.storage.InboxStore;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class UnconfirmedWindowTest {
  private final UnconfirmedWindow window = new UnconfirmedWindow(100, 64 * 1024);

  @Test
  void nextPing_nothingPushed_isNone() {
    assertThat(window.nextPing()).isEmpty();
    assertThat(window.isPingOut()).isFalse();
  }

  @Test
  void nextPing_fewBehindAPing_waitForItsPong() {
    window.pushed(7, 1);
    assertThat(window.nextPing()).hasValue(1);
    window.pushed(9, 1);
    assertThat(window.nextPing()).isEmpty();
    assertThat(window.confirm(1)).hasValue(7);
    assertThat(window.nextPing()).hasValue(2);
    assertThat(window.confirm(2)).hasValue(9);
  }

  @Test
  void nextPing_runOfManyMessages_doesNotWait() {
    window.pushed(1, 1);
    assertThat(window.nextPing()).hasValue(1);
    for (int i = 2; i <= UnconfirmedWindow.RUN_MESSAGES; i++) {
      window.pushed(i, 1);
      assertThat(window.isRunFull()).isFalse();
    }
    window.pushed(17, 1);
    assertThat(window.isRunFull()).isTrue();
    assertThat(window.nextPing()).hasValue(2);
    assertThat(window.isRunFull()).isFalse();
  }

  @Test
  void nextPing_runOfManyBytes_doesNotWait() {
    window.pushed(1, 1);
    assertThat(window.nextPing()).hasValue(1);
    window.pushed(2, UnconfirmedWindow.RUN_BYTES - 1);
    assertThat(window.nextPing()).isEmpty();
    window.pushed(3, 1);
    assertThat(window.nextPing()).hasValue(2);
  }

  @Test
  void confirm_anyOtherNumber_saysNothing() {
    window.pushed(7, 1);
    assertThat(window.confirm(0)).isEmpty();
    assertThat(window.confirm(1)).isEmpty();
    assertThat(window.nextPing()).hasValue(1);
    assertThat(window.confirm(0)).isEmpty();
    assertThat(window.confirm(2)).isEmpty();
    assertThat(window.confirm(Long.MIN_VALUE)).isEmpty();
    assertThat(window.confirm(1)).hasValue(7);
    assertThat(window.confirm(1)).isEmpty();
  }

  /** RFC 6455 §5.5.3: a peer may answer only the most recent ping. */
  @Test
  void confirm_laterPing_confirmsTheOnesBefore() {
    threeRuns();
    assertThat(window.confirm(2)).hasValue(32);
    assertThat(window.roomForMessages()).isEqualTo(100 - 16);
    assertThat(window.confirm(1)).as("said already").isEmpty();
    assertThat(window.isPingOut()).isTrue();
    assertThat(window.confirm(3)).hasValue(48);
    assertThat(window.isPingOut()).isFalse();
    assertThat(window.roomForMessages()).isEqualTo(100);
    assertThat(window.roomForBytes()).isEqualTo(64 * 1024);
  }

  @Test
  void bare_nothingPushed_confirmsNothing() {
    assertThat(window.bare()).hasValue(1);
    assertThat(window.isPingOut()).isTrue();
    assertThat(window.confirm(1)).hasValue(InboxStore.BEFORE_ALL);
    assertThat(window.isPingOut()).isFalse();
  }

  @Test
  void bare_behindMessages_coversThem() {
    window.pushed(7, 1);
    assertThat(window.bare()).hasValue(1);
    assertThat(window.nextPing()).isEmpty();
    assertThat(window.confirm(1)).hasValue(7);
  }

  /** Or somebody who logs in again and again would have us queue pings without end. */
  @Test
  void bare_rightBehindAnother_isNone() {
    window.pushed(7, 1);
    window.nextPing();
    assertThat(window.bare()).hasValue(2);
    assertThat(window.bare()).isEmpty();
    window.pushed(8, 1);
    assertThat(window.bare()).hasValue(3);
    assertThat(window.confirm(2)).hasValue(7);
    assertThat(window.bare()).hasValue(4);
  }

  @Test
  void room_endsWithMessagesOrBytes() {
    UnconfirmedWindow small = new UnconfirmedWindow(3, 100);
    small.pushed(1, 99);
    assertThat(small.hasRoom()).isTrue();
    assertThat(small.roomForBytes()).isOne();
    small.pushed(2, 30_000);
    assertThat(small.hasRoom()).isFalse();
    assertThat(small.roomForBytes()).isZero();
    assertThat(small.roomForMessages()).isOne();
  }

  /** Against a list of what was written: confirmed is exactly what was pushed before the ping. */
  @Property
  void confirm_isWhatWasPushedBeforeThePing(@ForAll long seed) {
    Random random = new Random(seed);
    UnconfirmedWindow tested = new UnconfirmedWindow(50, 100_000);
    // Messages by their positions, and pings as their numbers, negative, in the order of the wire.
    List<Long> written = new ArrayList<>();
    long position = 0;
    for (int step = 0; step < 300; step++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          if (tested.hasRoom()) {
            position += 1 + random.nextInt(5);
            tested.pushed(position, random.nextInt(5000));
            written.add(position);
          }
        }
        case 2 -> tested.nextPing().ifPresent(number -> written.add(-number));
        case 3 -> tested.bare().ifPresent(number -> written.add(-number));
        default -> {
          List<Long> pings = written.stream().filter(each -> each < 0).toList();
          if (!pings.isEmpty()) {
            long ping = pings.get(random.nextInt(pings.size()));
            List<Long> before = written.subList(0, written.indexOf(ping) + 1);
            OptionalLong lastBefore =
                before.stream().mapToLong(each -> each).filter(each -> each > 0).max();
            OptionalLong confirmed = tested.confirm(-ping);
            assertThat(confirmed).isPresent();
            lastBefore.ifPresent(last -> assertThat(confirmed).hasValue(last));
            before.clear();
          }
        }
      }
      long unconfirmed = written.stream().filter(each -> each > 0).count();
      assertThat(tested.roomForMessages()).isEqualTo(50 - (int) unconfirmed);
      assertThat(tested.isPingOut()).isEqualTo(written.stream().anyMatch(each -> each < 0));
      assertThat(written.size())
          .as("pings are bounded by messages")
          .isLessThanOrEqualTo(3 * 50 + 1);
    }
  }

  private void threeRuns() {
    for (int position = 1; position <= 48; position++) {
      window.pushed(position, 100);
      if (window.isRunFull()) {
        window.nextPing();
      }
    }
  }
}
