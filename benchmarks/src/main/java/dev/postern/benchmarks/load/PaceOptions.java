package dev.postern.benchmarks.load;

import java.time.Duration;
import java.util.function.LongSupplier;
import picocli.CommandLine.Option;

/** How fast to send, and for how long. */
final class PaceOptions {
  private static final int USUAL_PACKETS_AT_MAX = 100_000;

  @Option(
      names = "--rate",
      paramLabel = "N|max",
      defaultValue = "1000",
      converter = Rate.Converter.class,
      description =
          "Packets a second, open loop; or as fast as the gateway answers (${DEFAULT-VALUE}).")
  private Rate rate;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "How long to measure (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "5",
      description =
          "How long to send before that; for max, a third of the packets at most"
              + " (${DEFAULT-VALUE}).")
  private int warmUpSeconds;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  PaceOptions() {}

  Rate rate() {
    return rate;
  }

  /** As long as somebody wants, but a third of the packets at most if nobody knows their rate. */
  WarmUp warmUp(int packets) {
    int most = rate.perSecond().isPresent() ? packets : packets / 3;
    return new WarmUp(warmUpTime(), most);
  }

  private Duration warmUpTime() {
    return Duration.ofSeconds(Arguments.atLeast("--warm-up", warmUpSeconds, 0));
  }

  private Duration length() {
    return warmUpTime().plusSeconds(Arguments.positive("--seconds", seconds));
  }

  /** How many packets that needs, as far as one can know. */
  int usualPackets() {
    return rate.perSecond().isPresent()
        ? Math.toIntExact(rate.perSecond().getAsInt() * length().toSeconds())
        : USUAL_PACKETS_AT_MAX;
  }

  /** When they are due; the last three are for a rate of {@code max}. */
  Pace pace(int window, Progress progress, LongSupplier answered, Duration patience) {
    return rate.perSecond().isPresent()
        ? new OpenLoop(rate.perSecond().getAsInt(), length())
        : new AsFastAsItGoes(window, progress, answered, length(), patience);
  }
}
