package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.client.BacklogReads.Place;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BacklogReadsTest {
  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final BacklogReads backlogs = new BacklogReads(loop.eventLoop());
  private final List<Integer> reads = new ArrayList<>();
  private final List<Place> places =
      IntStream.range(0, 5).mapToObj(i -> backlogs.place(() -> reads.add(i))).toList();

  @Test
  void fewAtATime_inTheOrderOfAsking() {
    places.forEach(Place::ask);
    assertThat(reads).as("in this turn").isEmpty();
    turn();
    assertThat(reads).containsExactly(0, 1);
    places.get(1).leave();
    places.get(1).ask();
    assertThat(reads).as("in this turn").containsExactly(0, 1);
    turn();
    assertThat(reads).containsExactly(0, 1, 2);
    places.get(0).leave();
    places.get(2).leave();
    turn();
    assertThat(reads).containsExactly(0, 1, 2, 3, 4);
    places.get(3).leave();
    turn();
    assertThat(reads).as("who asked again comes after all others").endsWith(1);
  }

  @Test
  void whoLeftMeanwhile_isPassedOver() {
    places.forEach(Place::ask);
    turn();
    places.get(2).leave();
    places.get(2).leave();
    places.get(3).leave();
    places.get(0).leave();
    turn();
    assertThat(reads).containsExactly(0, 1, 4);
  }

  @Test
  void placesAreNotLost_howeverOftenOneLeaves() {
    for (int round = 0; round < 10; round++) {
      places.forEach(Place::ask);
      for (int i = 0; i < places.size(); i++) {
        turn();
        places.forEach(Place::leave);
        places.forEach(Place::leave);
      }
    }
    reads.clear();
    places.forEach(Place::ask);
    turn();
    assertThat(reads).hasSize(BacklogReads.AT_ONCE);
  }

  private void turn() {
    loop.runPendingTasks();
  }
}
