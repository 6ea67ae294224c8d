package dev.postern.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Jazzer on one target, in a process of its own: it instruments every class that it loads, and
 * stops its JVM when it has found something. Jazzer is on the class path in the profile {@code
 * fuzz} only.
 *
 * <pre>
 *   target/fuzz/NAME/
 *     corpus/        what it began with and what it found to be new
 *     crash-…        an input that shows a finding
 *     jazzer.log     what it said; the finding is near the end
 *     NAME.corpus    the fewest of them that go as many ways, as the repository keeps them;
 *                   if postern.fuzz.keep is set
 * </pre>
 */
final class JazzerProcess {
  private static final String PARSERS = // ours, and those of libraries that we let at such bytes
      "dev.postern.**:com.fasterxml.jackson.core.**:io.netty.handler.codec.**:org.tomlj.**";
  private static final boolean KEEP = Boolean.getBoolean("postern.fuzz.keep"); // takes long
  private static final int TIMEOUT_SECONDS = 10; // for one input
  private static final int HEAP_MEGABYTES = 768;
  private static final int WITH_AGENTS_SWITCHED_OFF = 21; // JDK, unless asked for

  private final Class<? extends FuzzTarget> target;
  private final int maxBytes;
  private final Path directory;

  JazzerProcess(Class<? extends FuzzTarget> target, int maxBytes) {
    this.target = target;
    this.maxBytes = maxBytes;
    this.directory = Path.of("target", "fuzz", target.getSimpleName()).toAbsolutePath();
  }

  Path log() {
    return directory.resolve("jazzer.log");
  }

  /** Its exit code: 0 if it found nothing. */
  int run(List<byte[]> beginnings, Duration time) throws IOException, InterruptedException {
    Path corpus = Files.createDirectories(directory.resolve("corpus"));
    for (int i = 0; i < beginnings.size(); i++) {
      Files.write(corpus.resolve("beginning-" + i), beginnings.get(i));
    }
    int exitCode = jazzer(log(), "-max_total_time=" + time.toSeconds(), corpus.toString());
    if (exitCode == 0 && KEEP) {
      keepWhatAddsCoverage(corpus);
    }
    return exitCode;
  }

  private void keepWhatAddsCoverage(Path corpus) throws IOException, InterruptedException {
    Path fewest = Files.createDirectories(directory.resolve("fewest"));
    jazzer(directory.resolve("merge.log"), "-merge=1", fewest.toString(), corpus.toString());
    FuzzCorpus.collect(fewest, directory.resolve(FuzzCorpus.fileName(target)));
  }

  private int jazzer(Path log, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + HEAP_MEGABYTES + "m");
    if (Runtime.version().feature() >= WITH_AGENTS_SWITCHED_OFF) {
      command.add("-XX:+EnableDynamicAgentLoading");
    }
    command.addAll(List.of("-cp", classPath(), "com.code_intelligence.jazzer.Jazzer"));
    command.add("--target_class=" + JazzerRun.class.getName());
    command.add("--target_args=" + target.getName());
    command.add("--instrumentation_includes=" + PARSERS);
    command.add("--custom_hook_includes=" + PARSERS);
    command.add("--reproducer_path=" + directory);
    command.add("-artifact_prefix=" + directory + File.separator);
    command.add("-max_len=" + maxBytes);
    command.add("-timeout=" + TIMEOUT_SECONDS);
    command.add("-rss_limit_mb=0"); // the heap's limit does
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      return process.waitFor();
    } finally {
      process.destroy();
    }
  }

  /** Surefire's own class path is a jar that only refers to the real one. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
