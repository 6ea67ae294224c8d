package dev.postern.benchmarks.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What runs a gateway of ours.
 *
 * @param words the command, without the gateway's own arguments
 * @param environment what it is to find there
 */
record LaunchCommand(List<String> words, Map<String, String> environment) {
  /** Its jar, in a JVM with those flags and no others. */
  static LaunchCommand ofJar(Path jar, Path java, List<String> flags) {
    List<String> words = new ArrayList<>(List.of(java.toString()));
    words.addAll(flags);
    words.addAll(List.of("-jar", jar.toString()));
    return new LaunchCommand(List.copyOf(words), Map.of());
  }

  /**
   * Its start script, which has flags of its own; those here come after them.
   *
   * @param java {@code bin/java} below what is to be the script's JAVA_HOME
   */
  static LaunchCommand ofScript(Path script, Path java, List<String> flags) {
    Path bin = java.toAbsolutePath().getParent();
    Path home = bin == null ? null : bin.getParent();
    if (home == null) {
      throw new LoadFailure("--java must be JAVA_HOME/bin/java, for --script");
    }
    return new LaunchCommand(
        List.of(script.toAbsolutePath().toString()),
        Map.of("JAVA_HOME", home.toString(), "POSTERN_JAVA_OPTIONS", String.join(" ", flags)));
  }
}
