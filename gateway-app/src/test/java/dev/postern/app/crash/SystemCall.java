package dev.postern.app.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A system call as {@code strace -f -yy} writes it. The tracer stops a thread before and after each
 * call and writes in that order, so line numbers tell what came first over all threads: a call
 * whose end stands above another one's begin had returned before the other was made.
 *
 * @param begin line of its begin
 * @param end line of its result
 * @param name of the call
 * @param target path or addresses of the file descriptor
 * @param result what it returned
 */
record SystemCall(int begin, int end, String name, String target, long result) {
  private static final Pattern BEGIN =
      Pattern.compile(
          "(?<thread>\\d+) +[\\d.]+ (?<name>\\w+)\\(\\d+<(?<target>.*?)>+[,) ](?<rest>.*)");
  private static final Pattern RESUMED =
      Pattern.compile("(?<thread>\\d+) +[\\d.]+ <\\.\\.\\. \\w+ resumed>(?<rest>.*)");
  private static final Pattern RESULT = Pattern.compile(".* = (-?\\d+)( .*)?");
  private static final String UNFINISHED = "<unfinished ...>";

  /** Those that returned, in the order of their ends. Lines that are about anything else pass. */
  static List<SystemCall> read(List<String> log) {
    List<SystemCall> calls = new ArrayList<>();
    Map<String, SystemCall> unfinished = new HashMap<>(); // by thread
    for (int line = 0; line < log.size(); line++) {
      String text = log.get(line);
      Matcher begin = BEGIN.matcher(text);
      Matcher resumed = RESUMED.matcher(text);
      if (begin.matches()) {
        SystemCall call =
            new SystemCall(line, line, begin.group("name"), begin.group("target"), -1);
        if (text.endsWith(UNFINISHED)) {
          unfinished.put(begin.group("thread"), call);
        } else {
          calls.add(call.endingAt(line, text));
        }
      } else if (resumed.matches()) {
        SystemCall call = unfinished.remove(resumed.group("thread"));
        if (call != null) {
          calls.add(call.endingAt(line, text));
        }
      }
    }
    return calls;
  }

  private SystemCall endingAt(int line, String text) {
    Matcher returned = RESULT.matcher(text);
    return new SystemCall(
        begin, line, name, target, returned.matches() ? Long.parseLong(returned.group(1)) : -1);
  }

  boolean isSync() {
    return name.equals("fdatasync") || name.equals("fsync");
  }

  boolean isBefore(SystemCall later) {
    return end < later.begin;
  }
}
