package dev.postern.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program as its start script starts it, from a directory of its own. */
@Timeout(600)
@DisabledOnOs(OS.WINDOWS)
class StartScriptIT {
  private static final String UP = "can receive mix and client traffic";
  private static final String RECORDS = "recording what a start needs";

  @TempDir private Path home;
  @TempDir private Path parent;
  private Path place;
  private Path script;

  @BeforeEach
  void install() throws Exception {
    place = Files.createDirectory(parent.resolve("a place with spaces"));
    Path jar = PosternProcess.jar();
    Files.copy(jar, place.resolve("postern.jar"));
    script = Files.copy(jar.resolveSibling("postern"), place.resolve("postern"));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (PosternProcess init =
        PosternProcess.ofScript(
            script,
            home,
            "init",
            "--id=alpha",
            "--mix-host=127.0.0.1",
            "--mix-port=0",
            "--clients-host=127.0.0.1",
            "--clients-port=0",
            "--validator=none")) {
      assertThat(init.exitCode()).as("%s", init.output()).isZero();
    }
  }

  @Test
  void run_recordsOnceWhatAStartNeeds() throws Exception {
    assertThat(records()).as("after init").isEmpty();
    assertThat(run()).anyMatch(line -> line.contains(RECORDS));
    assertThat(records()).hasSize(1);
    assertThat(run()).noneMatch(line -> line.contains(RECORDS));
    assertThat(records()).hasSize(1);
  }

  @Test
  void run_withAnotherJar_recordsAgain() throws Exception {
    Path record = place.resolve("postern-" + System.getProperty("java.runtime.version"));
    run();
    assertThat(records()).allMatch(one -> one.startsWith(record.getFileName() + "."));
    Files.setLastModifiedTime(
        place.resolve("postern.jar"), FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(run()).anyMatch(line -> line.contains(RECORDS));
  }

  @Test
  void script_throughASymbolicLink_findsItsJar() throws Exception {
    Path link = Files.createSymbolicLink(home.resolve("postern"), script);
    try (PosternProcess version = PosternProcess.ofScript(link, home, "--version")) {
      assertThat(version.exitCode()).as("%s", version.output()).isZero();
    }
  }

  /** Until it is up, and to its end; what it said. */
  private List<String> run() throws IOException, InterruptedException {
    try (PosternProcess run = PosternProcess.ofScript(script, home, "run", "--id=alpha")) {
      run.awaitLine(UP);
      run.signal("TERM"); // the script has become the gateway
      assertThat(run.exitCode()).as("%s", run.output()).isZero();
      return run.output();
    }
  }

  private List<String> records() throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jsa") || name.endsWith(".aot"))
          .toList();
    }
  }
}
