package dev.postern.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import dev.postern.app.config.AnnouncedHost;
import dev.postern.testing.Vectors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.tomlj.Toml;

/** What the reference's {@code init} did with a command line, ours does too, its defects aside. */
class InitVectorsTest {
  private static final String THEIR_HOME = "/home/nym";

  @TempDir private Path directory;

  @TestFactory
  Stream<DynamicTest> init_argumentsOfTheReference_writeItsFile() {
    return StreamSupport.stream(Vectors.file("config/index.json").spliterator(), false)
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.required("name").asText(), () -> assertSame(vector)));
  }

  private void assertSame(JsonNode vector) throws IOException {
    Path home = Files.createDirectory(directory.resolve(vector.required("name").asText()));
    String[] arguments = texts(vector.required("arguments")).toArray(String[]::new);
    CommandLineFixture.Outcome outcome = new CommandLineFixture(home).run(arguments);

    if (vector.required("exit_status").intValue() != 0) {
      assertThat(outcome.exitCode()).isIn(1, 2);
      assertThat(files(home)).isEmpty();
    } else if (isDefect(vector)) {
      assertSensible(home, outcome);
    } else {
      assertThat(outcome.err()).isEmpty();
      assertThat(outcome.exitCode()).isZero();
      assertThat(files(home))
          .containsExactlyInAnyOrderElementsOf(texts(vector.required("files_written")));
      assertThat(outcome.out().stream().map(line -> line.replace(home.toString(), THEIR_HOME)))
          .containsExactlyElementsOf(texts(vector.required("stdout_lines")));
      assertThat(List.copyOf(ours(home).entrySet()))
          .containsExactlyElementsOf(theirs(vector).entrySet());
    }
  }

  /**
   * Where the reference writes what nobody meant: it failed and said so only in the log; it takes
   * the clients' announce port, or a host that begins with ws, apart in the wrong place; an IPv6
   * address at its first colon; an id that is a path.
   */
  private static boolean isDefect(JsonNode vector) {
    List<String> arguments = texts(vector.required("arguments"));
    boolean announcesPort = arguments.contains("--mix-announce-port");
    return vector.required("stderr").asText().startsWith("ERROR")
        || arguments.contains("--clients-announce-port")
        || option(arguments, "--clients-announce-host").startsWith("ws")
        || (announcesPort && option(arguments, "--mix-host").contains("::"))
        || option(arguments, "--id").contains("/");
  }

  private static String option(List<String> arguments, String name) {
    int index = arguments.indexOf(name);
    return index < 0 ? "" : arguments.get(index + 1);
  }

  /** Refused in one line, or announced as something that others can connect to. */
  private static void assertSensible(Path home, CommandLineFixture.Outcome outcome)
      throws IOException {
    if (outcome.exitCode() != 0) {
      assertThat(outcome.err().lines()).hasSize(1);
      assertThat(files(home)).isEmpty();
      return;
    }
    Map<String, String> config = ours(home);
    AnnouncedHost mix =
        AnnouncedHost.parse(config.get("mixnet_endpoint.announce_address")).orElseThrow();
    AnnouncedHost clients =
        AnnouncedHost.parse(config.get("clients_endpoint.announce_address")).orElseThrow();
    assertThat(mix.isBare()).isTrue();
    assertThat(mix.port()).isPresent();
    assertThat(clients.scheme()).isPresent();
    assertThat(clients.port()).isPresent();
  }

  private static Map<String, String> ours(Path home) throws IOException {
    Path file =
        files(home).stream()
            .filter(name -> name.endsWith("config.toml"))
            .map(home::resolve)
            .findFirst()
            .orElseThrow();
    return values(Files.readString(file).replace(home.toString(), THEIR_HOME));
  }

  private static Map<String, String> theirs(JsonNode vector) throws IOException {
    try (InputStream file = Vectors.open("config/" + vector.required("file").asText())) {
      Map<String, String> values = values(new String(file.readAllBytes(), StandardCharsets.UTF_8));
      values.replaceAll((key, value) -> unescapeHtml(value));
      return values;
    }
  }

  private static String unescapeHtml(String value) {
    return value
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#x27;", "'")
        .replace("&#x3D;", "=")
        .replace("&#x60;", "`")
        .replace("&amp;", "&");
  }

  /** Dotted keys and values, in the file's order. */
  private static Map<String, String> values(String toml) {
    Map<String, String> values = new LinkedHashMap<>();
    String section = "";
    for (String line : Splitter.on('\n').split(toml)) {
      if (line.startsWith("[")) {
        section = line.substring(1, line.indexOf(']'));
        values.put(section, "");
      } else if (line.contains("=") && !line.startsWith("#")) {
        String key = line.substring(0, line.indexOf('=')).strip();
        values.put(section + "." + key, Toml.parse(line).getString(key));
      }
    }
    return values;
  }

  private static List<String> files(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      return files.filter(Files::isRegularFile).map(f -> home.relativize(f).toString()).toList();
    }
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
