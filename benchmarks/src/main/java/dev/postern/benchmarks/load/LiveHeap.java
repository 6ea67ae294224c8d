package dev.postern.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is left of another JVM's heap after a collection, as this JDK's {@code jcmd} tells. */
final class LiveHeap {
  // Possessive, or the spaces before Metaspace would hide its name.
  private static final Pattern USED =
      Pattern.compile("^ *+(?!Metaspace|class).* used (\\d+)K", Pattern.MULTILINE);

  private LiveHeap() {}

  /** Collects, and asks; in kibibytes. Attaching to a JVM makes it a little larger. */
  static long kib(long pid) throws IOException, InterruptedException {
    jcmd(pid, "GC.run");
    return parse(jcmd(pid, "GC.heap_info"));
  }

  /** The sum over the generations in what {@code GC.heap_info} prints. */
  static long parse(String heapInfo) {
    long sum = 0;
    Matcher found = USED.matcher(heapInfo);
    while (found.find()) {
      sum += Long.parseLong(found.group(1));
    }
    return sum;
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                command)
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new LoadFailure("jcmd can't ask process " + pid + " for its heap: " + said.strip());
    }
    return said;
  }
}
