package dev.postern.benchmarks;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;

/**
 * The benchmarks as they are quoted: with fixed settings, and with those of their parameters that
 * say something, since all of them would take hours. {@code benchmarks/results} runs it.
 */
public final class Suite {
  private Suite() {}

  /** Which benchmarks are run together, in the order in which tables have them. */
  static List<SuitePart> parts() {
    return List.of(
        SuitePart.of("\\.UnwrapBenchmark").with("version", "256"),
        SuitePart.of("\\.UnwrapBenchmark.finalHop$").with("version", "259"),
        SuitePart.of("\\.UnwrapBenchmark")
            .with("version", "256")
            .with("size", "REGULAR")
            .onThreads(2),
        SuitePart.of("\\.PooledUnwrapBenchmark"),
        SuitePart.of("\\.BuildBenchmark").with("version", "256"),
        SuitePart.of("\\.BuildBenchmark").with("version", "256").with("hops", "3").onThreads(2),
        SuitePart.of("\\.FreshPacketBenchmark").with("version", "256", "259").with("hops", "3"),
        SuitePart.of("\\.PrimitivesBenchmark"),
        SuitePart.of("\\.GcmSivBenchmark").with("bytes", "2422"),
        SuitePart.of("\\.SignatureBenchmark"),
        SuitePart.of("\\.FrameDecodingBenchmark"),
        SuitePart.of("\\.FrameDecodingBenchmark").with("size", "REGULAR").onThreads(2),
        SuitePart.of("\\.ChannelFrameBenchmark").with("size", "REGULAR"),
        SuitePart.of("\\.ChannelFrameBenchmark").with("size", "REGULAR").onThreads(2),
        SuitePart.of("\\.RegistrationBenchmark"),
        SuitePart.of("\\.JournalAppendBenchmark"),
        SuitePart.of("\\.DrainBenchmark"),
        SuitePart.of("\\.ManyInboxesBenchmark.append$").at(Pace.LONG),
        SuitePart.of("\\.ManyInboxesBenchmark.readAtEnd$"),
        SuitePart.of("\\.LongInboxBenchmark.append$").at(Pace.LONG),
        SuitePart.of("\\.LongInboxBenchmark.readAtEnd$"),
        SuitePart.of("\\.ReplayBenchmark").with("known", "1000", "10000000"),
        SuitePart.of("\\.OpenBenchmark").at(Pace.SINGLE_SHOT));
  }

  /** {@code [--quick] FILE [REGEX]}: JMH's JSON goes to the file. */
  public static void main(String[] arguments) throws IOException, RunnerException {
    List<String> rest = new ArrayList<>(List.of(arguments));
    boolean quick = rest.remove("--quick");
    if (rest.isEmpty() || rest.size() > 2) {
      System.err.println("Suite [--quick] FILE [REGEX]");
      System.exit(2);
    }
    Collection<RunResult> results = run(quick, rest.size() == 2 ? rest.get(1) : "");
    if (results.isEmpty()) {
      System.err.println("no benchmark of the suite has that in its name");
      System.exit(2);
    }
    try (PrintStream file =
        new PrintStream(
            new FileOutputStream(rest.get(0)), /* autoFlush= */ false, StandardCharsets.UTF_8)) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, file).writeOut(results);
    }
  }

  private static Collection<RunResult> run(boolean quick, String narrowing) throws RunnerException {
    Collection<RunResult> results = new ArrayList<>();
    for (SuitePart part : parts()) {
      ChainedOptionsBuilder options =
          part.options(narrowing)
              .shouldFailOnError(true)
              .addProfiler(GCProfiler.class)
              // In place of the arguments of this JVM, which would be those of the others as well.
              .jvmArgs(Benchmarks.jvmArguments().toArray(String[]::new));
      (quick ? Pace.QUICK : part.pace()).applyTo(options);
      results.addAll(run(options.build()));
    }
    return results;
  }

  private static Collection<RunResult> run(Options options) throws RunnerException {
    try {
      return new Runner(options).run();
    } catch (NoBenchmarksException e) {
      return List.of(); // of this part, nothing was asked for
    }
  }
}
