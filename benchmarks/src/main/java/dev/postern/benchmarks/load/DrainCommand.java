package dev.postern.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A client with a full inbox comes back. */
@Command(
    name = "drain",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Stores messages for one client that is offline, or for more, then lets it log in: how long"
            + " until it is answered, until the first message and until the last; and how much"
            + " others are held up.")
final class DrainCommand implements Callable<Integer> {
  private static final int USUAL_MESSAGES = 100_000;
  private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(1);

  @Mixin private GatewayOptions gateway;
  @Mixin private SendingOptions sending;
  @Mixin private CrowdOptions clients;
  @Mixin private BesideOptions beside;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  DrainCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    return gateway.run(this::drain);
  }

  private void drain(GatewayOptions.Subject subject, Report report)
      throws IOException, InterruptedException {
    try (TrafficRun run =
            new TrafficRun(
                subject,
                Direction.TO_CLIENTS,
                sending,
                clients,
                clients.count(1),
                sending.packets(USUAL_MESSAGES));
        Bystanders others =
            beside.isWanted() ? new Bystanders(subject, sending, clients, beside) : null) {
      PacketLog log = run.log();
      run.crowd().register();
      run.build();
      run.crowd().leave();
      run.send(
          new AsFastAsItGoes(
              sending.window(),
              run.progress(),
              log.acks()::count,
              AS_LONG_AS_IT_TAKES,
              clients.patience()),
          WarmUp.NONE);
      run.settle(log.acks()::count);
      if (others == null) {
        fetch(subject, run, report);
      } else {
        others.start();
        TimeUnit.SECONDS.sleep(1);
        fetch(subject, run, report);
        others.report(report);
      }
    }
  }

  private static void fetch(GatewayOptions.Subject subject, TrafficRun run, Report report)
      throws InterruptedException {
    PacketLog log = run.log();
    long stored = log.acks().count();
    ProcessUse before = subject.watch().now();
    run.crowd().logIn();
    run.await(log.messages()::count, stored);
    ProcessUse after = subject.watch().now();

    long asked = first(run, LoadClient::askedNanos);
    report
        .put("clients", run.crowd().clients().size())
        .put("stored", stored)
        .put("delivered", log.messages().count())
        .put("delivered_again", log.messages().again())
        .put("acked_not_delivered", log.ackedAndNotDelivered())
        .put("stored_per_second", log.acks().perSecond())
        .put("answered_ms", (last(run, LoadClient::answeredNanos) - asked) / 1e6)
        .put("first_message_ms", (log.messages().firstNanos() - asked) / 1e6)
        .put("last_message_ms", (log.messages().lastNanos() - asked) / 1e6)
        .put(
            "delivered_per_second",
            log.messages().count() * 1e9 / (log.messages().lastNanos() - asked));
    subject.watch().report(report, before, after, "message", log.messages().count());
  }

  private static long first(TrafficRun run, ToLongFunction<LoadClient> time) {
    return run.crowd().clients().stream().mapToLong(time).min().orElseThrow();
  }

  private static long last(TrafficRun run, ToLongFunction<LoadClient> time) {
    return run.crowd().clients().stream().mapToLong(time).max().orElseThrow();
  }
}
