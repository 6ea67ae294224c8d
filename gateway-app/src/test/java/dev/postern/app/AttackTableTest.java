package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every test that docs/attacks.md names is there. */
class AttackTableTest {
  private static final Path REPOSITORY = Path.of("..");
  private static final Pattern NAMED =
      Pattern.compile("`(\\w+(?:Test|IT|Contract))(?:\\.(\\w+))?`");

  @Test
  void tests_thatTheTableNames_exist() throws IOException {
    Map<String, String> sources = testSources();
    List<MatchResult> named =
        NAMED.matcher(Files.readString(REPOSITORY.resolve("docs/attacks.md"))).results().toList();
    assertThat(named).hasSizeGreaterThan(50);
    List<String> missing = new ArrayList<>();
    for (MatchResult name : named) {
      String source = sources.get(name.group(1) + ".java");
      String method = name.group(2);
      if (source == null || (method != null && !source.contains(" " + method + "("))) {
        missing.add(name.group());
      }
    }
    assertThat(missing).isEmpty();
  }

  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String module : List.of("sphinx-core", "gateway-storage", "gateway-net", "gateway-app")) {
      try (Stream<Path> files = Files.walk(REPOSITORY.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          sources.put(file.getFileName().toString(), Files.readString(file));
        }
      }
    }
    return sources;
  }
}
