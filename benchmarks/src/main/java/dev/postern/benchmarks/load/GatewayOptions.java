package dev.postern.benchmarks.load;

import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Which gateway, and what to do with the figures; the same for all scenarios. */
final class GatewayOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--mix", paramLabel = "HOST:PORT", description = "Where it takes mix packets.")
  private @Nullable String mix;

  @Option(
      names = "--clients",
      paramLabel = "ws://HOST:PORT",
      description = "Where it takes clients.")
  private @Nullable String clients;

  @Option(
      names = "--sphinx-key",
      paramLabel = "BASE58",
      description = "Its public Sphinx key.",
      converter = SphinxKeyConverter.class)
  private @Nullable SphinxPublicKey sphinxKey;

  @Option(
      names = "--identity-key",
      paramLabel = "BASE58",
      description = "Its public identity key, which it proves when clients register.",
      converter = IdentityKeyConverter.class)
  private @Nullable IdentityPublicKey identityKey;

  @Option(
      names = "--pid",
      paramLabel = "PID",
      description = "Its process, to look at its processor time and its memory.")
  private @Nullable Long pid;

  @Option(
      names = "--jar",
      paramLabel = "postern.jar",
      description = "Instead of all that: run this one on loopback, and end it afterwards.")
  private @Nullable Path jar;

  @Option(
      names = "--script",
      paramLabel = "postern",
      description = "The same, by its start script: with the flags and the record that it is for.")
  private @Nullable Path script;

  @Option(
      names = "--java",
      paramLabel = "FILE",
      description =
          "The JVM for --jar or --script, JAVA_HOME/bin/java; by default the one that runs this.")
  private Path java = Path.of(System.getProperty("java.home"), "bin", "java");

  @Option(
      names = "--java-option",
      paramLabel = "FLAG",
      description = "A flag for that JVM; as often as needed.")
  private List<String> javaOptions = new ArrayList<>();

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "Under which that gateway keeps its files for the time of the run.")
  private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

  @Option(
      names = "--allow-remote",
      description = "Load may be put on another machine. Without it, only on this one.")
  private boolean allowRemote;

  @Option(
      names = "--sink-host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "Where acks come to, as the gateway reaches it (${DEFAULT-VALUE}).")
  private String sinkHost;

  @Option(
      names = "--heap",
      description = "Also what is left of the gateway's heap after a collection (a JVM's only).")
  private boolean heap;

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures there.")
  private @Nullable Path json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  GatewayOptions() {}

  /** A scenario: puts load on a gateway and writes what it found. */
  interface Scenario {
    void run(Subject subject, Report report) throws IOException, InterruptedException;
  }

  /**
   * What a scenario is given.
   *
   * @param gateway to put load on
   * @param watch looks at its process
   * @param sinkHost where acks and forwarded packets come to
   */
  record Subject(Target gateway, ProcessWatch watch, InetAddress sinkHost) {}

  /** Runs it and shows the figures; the exit code. */
  int run(Scenario scenario) throws IOException, InterruptedException {
    Reach reach = allowRemote ? Reach.ANYWHERE : Reach.LOOPBACK_ONLY;
    InetAddress sink = reach.admitHost(sinkHost);
    Report report = new Report(command.name());
    Optional<LaunchCommand> launch = launch();
    if (launch.isEmpty()) {
      ProcessWatch watch =
          new ProcessWatch(pid == null ? OptionalLong.empty() : OptionalLong.of(pid), heap);
      scenario.run(new Subject(named(reach), watch, sink), report);
    } else {
      try (LaunchedGateway launched = LaunchedGateway.start(launch.get(), directory)) {
        report.put("gateway_ready_ms", launched.readyMillis());
        ProcessWatch watch = new ProcessWatch(OptionalLong.of(launched.pid()), heap);
        run(scenario, new Subject(launched.target(), watch, sink), report, launched.output());
      }
    }
    report.print(command.commandLine().getOut());
    if (json != null) {
      report.writeJson(json);
    }
    return 0;
  }

  private Optional<LaunchCommand> launch() {
    if (script != null) {
      return Optional.of(LaunchCommand.ofScript(script, java, javaOptions));
    }
    return Optional.ofNullable(jar).map(file -> LaunchCommand.ofJar(file, java, javaOptions));
  }

  /** If it fails, the gateway may have said why. */
  private void run(Scenario scenario, Subject subject, Report report, GatewayOutput output)
      throws IOException, InterruptedException {
    boolean done = false;
    try {
      scenario.run(subject, report);
      done = true;
    } finally {
      if (!done) {
        command.commandLine().getErr().println("the gateway's last lines:\n" + output.lastWords());
      }
    }
  }

  private Target named(Reach reach) {
    return new Target(
        reach.admit(required(mix, "--mix")),
        reach.admit(required(clients, "--clients")),
        required(sphinxKey, "--sphinx-key"),
        required(identityKey, "--identity-key"));
  }

  private <T> T required(@Nullable T given, String option) {
    if (given == null) {
      throw new ParameterException(
          command.commandLine(),
          "Missing option " + option + "; or run a gateway with --script or --jar");
    }
    return given;
  }

  private static final class SphinxKeyConverter implements ITypeConverter<SphinxPublicKey> {
    @Override
    public SphinxPublicKey convert(String text) {
      return read(text, SphinxPublicKey::fromBase58);
    }
  }

  private static final class IdentityKeyConverter implements ITypeConverter<IdentityPublicKey> {
    @Override
    public IdentityPublicKey convert(String text) {
      return read(text, IdentityPublicKey::fromBase58);
    }
  }

  private static <T> T read(String text, Function<String, T> form) {
    try {
      return form.apply(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'" + text + "' is no such key: " + e.getMessage());
    }
  }
}
