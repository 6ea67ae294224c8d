package dev.postern.app.cli;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.postern.app.Gateway;
import dev.postern.app.demo.Demo;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/**
 * Goes once through what {@code run} does until it is ready, and through what its first clients
 * need, for a JVM that records which classes that takes. The start script runs it; see
 * docs/operating.md.
 *
 * <p>Leaves nothing behind: it has a home of its own for that long, and free ports on loopback.
 */
@Command(
    name = WarmUpCommand.NAME,
    hidden = true,
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description = "Does what a start does, once, for a JVM that records it. For the start script.")
final class WarmUpCommand implements Callable<Integer> {
  static final String NAME = "warm-up";

  private static final String ID = "warm-up";
  private static final String[] INIT = {
    "init",
    "--id=" + ID,
    "--mix-host=127.0.0.1",
    "--mix-port=0",
    "--clients-host=127.0.0.1",
    "--clients-port=0",
    "--validator=none"
  };

  private final PrintStream err;

  WarmUpCommand(Surroundings surroundings) {
    this.err = surroundings.err();
  }

  @Override
  public Integer call() throws Exception {
    Path home = Files.createTempDirectory("postern-warm-up");
    try (PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      Surroundings own = new Surroundings(home, nowhere, err);
      int initialised = PosternCommand.execute(own, INIT);
      if (initialised != 0) {
        return initialised;
      }
      start(own);
      start(own); // with a store that is there already, as nearly all starts are
      return Demo.run(nowhere, Ansi.OFF);
    } finally {
      MoreFiles.deleteRecursively(home, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private static void start(Surroundings surroundings) throws Exception {
    RunCommand run = new RunCommand(surroundings);
    new CommandLine(run).parseArgs("--id", ID);
    CleanStop stop = CleanStop.onSignal(() -> {});
    try (Gateway gateway = run.prepared()) {
      gateway.start();
    } finally {
      stop.disarm();
    }
  }
}
