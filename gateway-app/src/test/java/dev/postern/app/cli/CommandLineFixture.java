package dev.postern.app.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs commands in this JVM with a home of their own, and keeps what they print. */
final class CommandLineFixture {
  /** What one command did. */
  record Outcome(int exitCode, List<String> out, String err) {}

  private final Path home;

  CommandLineFixture(Path home) {
    this.home = home;
  }

  Path home() {
    return home;
  }

  Path config(String id) {
    return home.resolve(".nym/gateways").resolve(id).resolve("config/config.toml");
  }

  Outcome run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        PosternCommand.execute(
            new Surroundings(
                home,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8)),
            arguments);
    return new Outcome(
        exitCode,
        out.toString(StandardCharsets.UTF_8).lines().toList(),
        err.toString(StandardCharsets.UTF_8));
  }
}
