package dev.postern.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.Main;

/**
 * JMH's own command line, with what the measuring JVMs need: a manifest's Enable-Native-Access
 * reaches only the JVM that was started with {@code -jar}, not those that JMH forks.
 */
public final class Benchmarks {
  private static final int FIRST_JDK_THAT_WARNS = 24;

  private Benchmarks() {}

  /** Arguments as {@code -h} lists them. */
  public static void main(String[] arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (!jvmArguments().isEmpty()) {
      all.add("-jvmArgsAppend");
      all.add(String.join(" ", jvmArguments()));
    }
    Main.main(all.toArray(String[]::new));
  }

  /** What keeps a JVM of this version from warning. */
  static List<String> jvmArguments() {
    return Runtime.version().feature() < FIRST_JDK_THAT_WARNS
        ? List.of()
        : List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
  }
}
