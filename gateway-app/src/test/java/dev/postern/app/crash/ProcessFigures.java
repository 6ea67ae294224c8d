package dev.postern.app.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a gateway's process holds on to, as the kernel and its JVM tell. */
final class ProcessFigures {
  private static final Pattern HEAP =
      Pattern.compile("(?m)^ *+(?!Metaspace|class|the space|eden).* used (\\d+)K");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");

  private final long pid;

  ProcessFigures(long pid) {
    this.pid = pid;
  }

  /** What is left of its heap after a collection, in MiB. */
  double liveHeap() throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Commands.run(jcmd, Long.toString(pid), "GC.run");
    return mebibytes(HEAP, Commands.run(jcmd, Long.toString(pid), "GC.heap_info"));
  }

  /** Memory that is resident, in MiB; mapped files are part of it. */
  double resident() throws IOException {
    return mebibytes(RESIDENT, Files.readString(proc("status")));
  }

  /** Open file descriptors. */
  long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(proc("fd"))) {
      return open.count();
    }
  }

  /** Processor time that it has used, in seconds. */
  double processorSeconds() {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(used -> used.toMillis() / 1e3)
        .orElse(Double.NaN);
  }

  private Path proc(String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }

  private static double mebibytes(Pattern kibibytes, String text) {
    return kibibytes
            .matcher(text)
            .results()
            .map((MatchResult found) -> found.group(1))
            .mapToLong(Long::parseLong)
            .sum()
        / 1024.0;
  }
}
