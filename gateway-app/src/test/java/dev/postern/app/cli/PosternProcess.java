package dev.postern.app.cli;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The runnable jar in a process of its own, with a home of its own, as a user runs it. */
public final class PosternProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;
  private static final long SIGINT_MASK = 1 << 1; // signal 2

  private final Process process;
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>(); // empty: end
  private final List<String> seen = new ArrayList<>();
  private final Thread reader;

  /** Standard output and error come together, in their order. */
  public PosternProcess(Path home, String... arguments) throws IOException {
    this(home, List.of(), arguments);
  }

  /** The same with flags for its JVM. */
  public PosternProcess(Path home, List<String> jvmFlags, String... arguments) throws IOException {
    this(List.of(), home, jvmFlags, arguments);
  }

  /** The same under another command, whose process it becomes. */
  public PosternProcess(List<String> under, Path home, List<String> jvmFlags, String... arguments)
      throws IOException {
    this(under, home, javaCommand(jvmFlags), List.of(arguments));
  }

  private PosternProcess(
      List<String> under, Path home, List<String> program, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(under);
    if (interruptIsIgnored()) {
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.addAll(program);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", home.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    process = builder.start();
    process.getOutputStream().close();
    reader = new Thread(this::readLines, "postern-output");
    reader.start();
  }

  /** By a start script that lies somewhere, with the JVM of these tests. */
  static PosternProcess ofScript(Path script, Path home, String... arguments) throws IOException {
    return new PosternProcess(List.of(), home, List.of(script.toString()), List.of(arguments));
  }

  private static List<String> javaCommand(List<String> jvmFlags) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    command.add("-jar");
    command.add(jar().toString());
    return command;
  }

  /** Runs to the end. */
  public static PosternProcess run(Path home, String... arguments)
      throws IOException, InterruptedException {
    PosternProcess postern = new PosternProcess(home, arguments);
    postern.exitCode();
    return postern;
  }

  /**
   * Whether these tests run in the background of a shell, whose children inherit that SIGINT means
   * nothing; a gateway at a terminal doesn't.
   */
  private static boolean interruptIsIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) & SIGINT_MASK) != 0);
    }
  }

  static Path jar() {
    Path jar = Path.of(System.getProperty("postern.jar", "target/postern.jar"));
    if (!Files.exists(jar)) {
      throw new AssertionError(jar + " is not there: these tests run after the package phase");
    }
    return jar;
  }

  private void readLines() {
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      output.lines().map(Optional::of).forEach(lines::add);
    } catch (IOException e) {
      lines.add(Optional.of("(unreadable: " + e + ")"));
    }
    lines.add(Optional.empty());
  }

  /** The next line that contains a text; fails if the process ends or falls silent before. */
  public String awaitLine(String text) throws InterruptedException {
    while (true) {
      Optional<String> line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("no line with '" + text + "' came, only " + seen);
      }
      if (line.isEmpty()) {
        throw new AssertionError("ended before a line with '" + text + "': " + seen);
      }
      seen.add(line.get());
      if (line.get().contains(text)) {
        return line.get();
      }
    }
  }

  /** As {@code kill -TERM} or, with {@code INT}, as Ctrl-C. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  public int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("did not end: " + output());
    }
    reader.join();
    return process.exitValue();
  }

  /** Waits for its end, but not for longer than this. */
  public boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Its number, for tools that look at processes. */
  public long pid() {
    return process.pid();
  }

  /** Whether it hasn't ended. */
  public boolean lives() {
    return process.isAlive();
  }

  /** All lines so far. */
  public List<String> output() {
    List<Optional<String>> more = new ArrayList<>();
    lines.drainTo(more);
    more.stream().flatMap(Optional::stream).forEach(seen::add);
    return List.copyOf(seen);
  }

  /** SIGKILL: no shutdown hook, no flush, nothing. Waits for the end. */
  @Override
  public void close() {
    // The process's own method would close the pipe, and what it said last would be lost.
    process.toHandle().destroyForcibly();
    process.onExit().join();
    Uninterruptibles.joinUninterruptibly(reader);
  }
}
