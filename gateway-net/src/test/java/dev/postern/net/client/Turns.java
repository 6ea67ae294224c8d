package dev.postern.net.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs actors on threads of their own, one at a time. At each {@link #point} of an actor another
 * one may go on; who does is in a script. So an interleaving of threads is a list of numbers, can
 * be repeated, and all of those with few switches can be gone through.
 *
 * <pre>
 *   script   0  0  2  0  1          at the third point the second of the others goes on, …
 *   behind its end nobody is interrupted: an actor goes on until it waits or is done
 * </pre>
 */
final class Turns {
  private final ExecutorService threads;
  private final List<Integer> script;
  private final List<Integer> options = new ArrayList<>(); // how many others could go on, by point
  private final List<Actor> actors = new ArrayList<>();
  private final Semaphore over = new Semaphore(0);
  private @Nullable Actor current;
  private @Nullable Throwable failure;

  /** What goes through all scripts. */
  interface Run {
    /** Sets up, runs, and checks; the turns that it used. */
    Turns run(List<Integer> script);
  }

  private static final class Actor {
    private final Runnable work;
    private final Semaphore turn = new Semaphore(0);
    private BooleanSupplier ready = () -> true;
    private boolean done;

    private Actor(Runnable work) {
      this.work = work;
    }
  }

  /** Goes through every script with at most so many switches; how many there were. */
  static int all(int switches, Run run) {
    return all(List.of(), switches, run);
  }

  private static int all(List<Integer> script, int switches, Run run) {
    List<Integer> options = run.run(script).options;
    int runs = 1;
    if (switches > 0) {
      List<Integer> longer = new ArrayList<>(script);
      for (int point = script.size(); point < options.size(); point++) {
        for (int other = 1; other <= options.get(point); other++) {
          longer.add(other);
          runs += all(List.copyOf(longer), switches - 1, run);
          longer.remove(longer.size() - 1);
        }
        longer.add(0);
      }
    }
    return runs;
  }

  Turns(ExecutorService threads, List<Integer> script) {
    this.threads = threads;
    this.script = script;
  }

  void actor(Runnable work) {
    actors.add(new Actor(work));
  }

  /** Here another actor may go on. Outside of {@link #run} nothing happens. */
  void point() {
    Actor me = current;
    if (me == null) {
      return;
    }
    List<Actor> others = others(me);
    int choice = options.size() < script.size() ? script.get(options.size()) : 0;
    options.add(others.size());
    if (choice > 0) {
      handOver(me, others.get(choice - 1));
    }
  }

  /** Lets others go on until something is so. An actor that waits for ever ends with the run. */
  void await(BooleanSupplier condition) {
    Actor me = current;
    if (me == null || condition.getAsBoolean()) {
      return;
    }
    me.ready = condition;
    List<Actor> others = others(me);
    if (others.isEmpty()) {
      over.release();
      me.turn.acquireUninterruptibly();
    } else {
      handOver(me, others.get(0));
    }
    me.ready = () -> true;
    if (stopped) {
      throw new Stopped();
    }
  }

  private boolean stopped;

  private static final class Stopped extends RuntimeException {
    private Stopped() {
      super("the run is over", null, false, false);
    }
  }

  /** Runs until every actor is done, or waits for what never comes. */
  void run() {
    for (Actor actor : actors) {
      threads.execute(
          () -> {
            actor.turn.acquireUninterruptibly();
            try {
              if (!stopped) {
                actor.work.run();
              }
            } catch (Stopped e) {
              // It waited when the run was over.
            } catch (Throwable e) {
              failure = failure == null ? e : failure;
            }
            actor.done = true;
            List<Actor> others = others(actor);
            if (stopped || others.isEmpty()) {
              over.release();
            } else {
              current = others.get(0);
              others.get(0).turn.release();
            }
          });
    }
    current = actors.get(0);
    actors.get(0).turn.release();
    over.acquireUninterruptibly();
    stopped = true;
    for (Actor actor : actors) {
      if (!actor.done) {
        current = actor;
        actor.turn.release();
        over.acquireUninterruptibly();
      }
    }
    current = null;
    if (failure != null) {
      throw new AssertionError("an actor failed", failure);
    }
  }

  private List<Actor> others(Actor me) {
    return actors.stream()
        .filter(actor -> actor != me && !actor.done && actor.ready.getAsBoolean())
        .toList();
  }

  private void handOver(Actor me, Actor next) {
    current = next;
    next.turn.release();
    me.turn.acquireUninterruptibly();
  }
}
