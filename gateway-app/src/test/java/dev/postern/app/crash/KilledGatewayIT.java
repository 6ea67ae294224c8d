package dev.postern.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.app.cli.PosternProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar is killed under traffic, with clients that register, come, drop and come again, and
 * started again on the same directory; see {@link Ledger} and {@link Crowd} for what must hold. It
 * dies within a second of traffic, while it starts, while it stops, twice in a row.
 *
 * <p>Twenty rounds in {@code mvn verify}. A thousand, or those of a seed again:
 *
 * <pre>
 * mvn verify -pl gateway-app -am -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dit.test=KilledGatewayIT -Dfailsafe.failIfNoSpecifiedTests=false \
 *     -Dpostern.crash.rounds=1000 -Dpostern.crash.seed=1
 * </pre>
 *
 * The seed decides what is done and when; what a thread gets done until then it can't decide.
 */
class KilledGatewayIT {
  private static final int ROUNDS = Integer.getInteger("postern.crash.rounds", 20);
  private static final long SEED = Long.getLong("postern.crash.seed", System.nanoTime());
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LONGEST_TRAFFIC_MILLIS = 1000;
  private static final int LONGEST_START_MILLIS = 1000;
  private static final int MOST_BEHIND = 2000;

  private final Random random = new Random(SEED);
  private final Ledger ledger = new Ledger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<Death, Integer> deaths = new EnumMap<>(Death.class);
  private int stillborn;

  @Test
  void kill9_atAnyMoment_losesNothingThatWasAcknowledged(@TempDir Path home) throws Exception {
    JarGateway gateway = JarGateway.shortLived(home);
    Crowd crowd = new Crowd(gateway, ledger, random);
    long begin = System.nanoTime();
    int round = 0;
    try (AckSink sink = new AckSink(ledger)) {
      PacketSource source = gateway.newSource(sink.hop(), ledger);
      registerRegulars(gateway, crowd);
      for (; round < ROUNDS; round++) {
        killSomeStarts(gateway);
        play(gateway, crowd, source, sink);
        assertThat(gateway.damage()).isEmpty();
        if ((round + 1) % 50 == 0) {
          report(round + 1, crowd, begin);
        }
      }
      end(gateway, crowd);
      assertThat(gateway.damage()).isEmpty();
      report(round, crowd, begin);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "round "
              + round
              + " of -Dpostern.crash.rounds="
              + ROUNDS
              + " -Dpostern.crash.seed="
              + SEED,
          e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void registerRegulars(JarGateway gateway, Crowd crowd) throws Exception {
    PosternProcess process = gateway.start();
    try {
      crowd.registerRegulars();
    } finally {
      process.close();
    }
  }

  private void killSomeStarts(JarGateway gateway) throws Exception {
    while (random.nextInt(5) == 0) {
      try (PosternProcess process = gateway.begin()) {
        boolean ended = process.endsWithin(Duration.ofMillis(random.nextInt(LONGEST_START_MILLIS)));
        assertThat(ended).as("ended by itself: %s", process.output()).isFalse();
      }
      stillborn++;
    }
  }

  /** A process from its start to its death. */
  private void play(JarGateway gateway, Crowd crowd, PacketSource source, AckSink sink)
      throws Exception {
    Death death = Death.any(random);
    Duration traffic = Duration.ofMillis(random.nextInt(LONGEST_TRAFFIC_MILLIS));
    Random recipients = new Random(random.nextLong());
    List<Future<?>> work = new ArrayList<>();
    try (PosternProcess process = gateway.start()) {
      crowd.visits(process::lives).forEach(visit -> work.add(threads.submit(visit)));
      long before = ledger.acknowledgedCount();
      work.add(
          threads.submit(
              () -> {
                source.sendUntilBroken(crowd::recipients, recipients);
                return null;
              }));
      ledger.awaitAcknowledged(before + 1, PATIENCE);
      // On a slow machine clients would fall behind for ever.
      ledger.letClientsCatchUp(MOST_BEHIND, PATIENCE);
      assertThat(process.endsWithin(traffic)).as("ended by itself: %s", process.output()).isFalse();
      death.strike(process, random);
    }
    await(work);
    sink.awaitEnd(PATIENCE);
    ledger.endOfRun();
    crowd.endOfRun();
    deaths.merge(death, 1, Integer::sum);
  }

  private void end(JarGateway gateway, Crowd crowd) throws Exception {
    try (PosternProcess process = gateway.start()) {
      List<Future<?>> work = new ArrayList<>();
      crowd.lastVisits().forEach(visit -> work.add(threads.submit(visit)));
      await(work);
      assertThat(crowd.missing()).isZero();
      Death.STOPPED.strike(process, random);
    }
  }

  private static void await(List<Future<?>> work) throws Exception {
    for (Future<?> each : work) {
      each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private void report(int rounds, Crowd crowd, long begin) {
    System.gc(); // of interest is what stays
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        "%d rounds in %d s: %s, %d killed in their start; %d messages acknowledged, %d received,"
            + " %d of them again; %d registrations; driver's heap %d MiB%n",
        rounds,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
        deaths,
        stillborn,
        ledger.acknowledgedCount(),
        ledger.receivedCount(),
        ledger.repeatedCount(),
        crowd.registrations(),
        (runtime.totalMemory() - runtime.freeMemory()) >> 20);
  }
}
