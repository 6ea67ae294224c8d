package dev.postern.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The home directory of a gateway and the process that runs in it. Neither outlives this JVM, if it
 * isn't killed without a word. Thread-safe.
 */
final class GatewayHome implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final LaunchCommand command;
  private final Path directory;
  private final Thread endsWithUs = new Thread(this::end, "gateway-end");

  // Guarded by this.
  private @Nullable Process latest;
  private boolean ended;

  /**
   * A new directory.
   *
   * @param under where the directory is made
   */
  GatewayHome(LaunchCommand command, Path under) throws IOException {
    this.command = command;
    this.directory = Files.createTempDirectory(under, "postern-load");
    Runtime.getRuntime().addShutdownHook(endsWithUs);
  }

  /** Runs the gateway with arguments; its output and its errors are one stream. */
  synchronized Process run(String... arguments) throws IOException {
    if (ended) {
      throw new LoadFailure("the run was ended");
    }
    List<String> all = new ArrayList<>(command.words());
    all.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    builder.environment().putAll(command.environment());
    builder.environment().put("HOME", directory.toString());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    Process process = builder.start();
    latest = process;
    process.getOutputStream().close();
    return process;
  }

  /** Ends the latest process as a user does, and removes the directory. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(endsWithUs);
    } catch (IllegalStateException e) {
      return; // this JVM is ending, and the hook does the same
    }
    end();
  }

  private synchronized void end() {
    ended = true;
    if (latest != null) {
      end(latest);
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "what the gateway left in " + directory + " can't be removed", e);
    }
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
