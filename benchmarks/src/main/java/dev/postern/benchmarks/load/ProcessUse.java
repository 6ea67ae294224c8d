package dev.postern.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process had used at one moment, as Linux tells in {@code /proc}.
 *
 * @param cpuMillis processor time of all its threads, in user and in system mode; Linux counts
 *     hundredths of a second
 * @param residentKib memory that is resident; mapped files are part of it
 * @param peakKib the most that ever was
 */
record ProcessUse(long cpuMillis, long residentKib, long peakKib) {
  private static final long MILLIS_PER_TICK = 10; // USER_HZ is 100 wherever a JVM runs on Linux

  // Behind the command's name, which may hold spaces and parentheses; spec: proc(5).
  private static final Pattern STAT =
      Pattern.compile("\\) \\S(?: -?\\d+){10} (\\d+) (\\d+) ", Pattern.DOTALL);

  /** Of a process that lives. */
  static ProcessUse of(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    String status = Files.readString(process.resolve("status"));
    return new ProcessUse(
        cpuMillis(Files.readString(process.resolve("stat"))),
        kib(status, "VmRSS"),
        kib(status, "VmHWM"));
  }

  /** Of the content of {@code stat}. */
  static long cpuMillis(String stat) {
    Matcher found = STAT.matcher(stat);
    if (!found.find(Math.max(0, stat.lastIndexOf(')')))) {
      throw new IllegalArgumentException("not the content of /proc/PID/stat: " + stat);
    }
    return (Long.parseLong(found.group(1)) + Long.parseLong(found.group(2))) * MILLIS_PER_TICK;
  }

  /** A field of the content of {@code status} that is in kibibytes. */
  static long kib(String status, String field) {
    Matcher found =
        Pattern.compile("^" + Pattern.quote(field) + ":\\s*(\\d+) kB$", Pattern.MULTILINE)
            .matcher(status);
    if (!found.find()) {
      throw new IllegalArgumentException("no " + field + " in /proc/PID/status");
    }
    return Long.parseLong(found.group(1));
  }
}
