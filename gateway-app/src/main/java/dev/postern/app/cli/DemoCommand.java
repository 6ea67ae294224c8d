package dev.postern.app.cli;

import dev.postern.app.demo.Demo;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** A message through a gateway, on this machine alone. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description = {
      "Starts a gateway in a temporary directory, with three mix hops and two clients,"
          + " and sends messages through them."
    })
final class DemoCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  DemoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    return Demo.run(surroundings.out(), Ansi.AUTO);
  }
}
