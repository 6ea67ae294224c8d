package dev.postern.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.storage.Registration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One client's registration in a {@link Model}: what it is, and what it is if a crash comes. */
final class ModelRegistration {
  // In order; the first is certain unless a later one is, and the last is what the living see.
  private final List<State> states = new ArrayList<>();
  private final Set<Instant> uses = new HashSet<>();
  private @Nullable Registration now;

  private record State(@Nullable Registration registration, CompletableFuture<Void> durable) {
    State stillPromised() {
      return ModelInbox.completed(durable) ? this : new State(registration, ModelInbox.UNPROMISED);
    }
  }

  ModelRegistration() {
    becomeCertain();
  }

  /** It is about to be this one, or none. */
  void becomes(@Nullable Registration registration, CompletableFuture<Void> durable) {
    states.add(new State(registration, durable));
    now = registration;
  }

  void used(Instant when) {
    if (now != null) {
      now = now.usedAt(when);
      uses.add(when);
    }
  }

  boolean isRegistered() {
    return now != null;
  }

  Optional<Registration> now() {
    return Optional.ofNullable(now);
  }

  /**
   * What was found is the last that is durable, or a later one; then that is all, unless there is
   * doubt whether it is on the disk.
   */
  void assertKept(Optional<Registration> found, boolean doubt) {
    int certain = 0;
    for (int i = 0; i < states.size(); i++) {
      if (ModelInbox.completed(states.get(i).durable)) {
        certain = i;
      }
    }
    assertThat(states.subList(certain, states.size()))
        .as("what the registration may be, but it is %s", found)
        .anyMatch(state -> mayBe(state.registration, found.orElse(null)));
    now = found.orElse(null);
    if (doubt) {
      states.replaceAll(State::stillPromised);
    } else {
      becomeCertain();
    }
  }

  /** When the client was here last may have been forgotten, so it may be any time that it was. */
  private boolean mayBe(@Nullable Registration state, @Nullable Registration found) {
    if (state == null || found == null) {
      return state == null && found == null;
    }
    return state.equals(found)
        || (uses.contains(found.lastUsed()) && state.usedAt(found.lastUsed()).equals(found));
  }

  void becomeCertain() {
    states.clear();
    uses.clear();
    states.add(new State(now, CompletableFuture.completedFuture(null)));
    if (now != null) {
      uses.add(now.lastUsed());
    }
  }

  /** Hands out every promise since the last moment of certainty. */
  void forEachPromise(Consumer<CompletableFuture<Void>> consumer) {
    states.stream()
        .map(State::durable)
        .filter(promise -> promise != ModelInbox.UNPROMISED)
        .forEach(consumer);
  }
}
