package dev.postern.app.cli;

import dev.postern.app.config.ConfigException;
import dev.postern.app.config.GatewayFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option about a network in a file, over what is configured already. */
final class TopologyOption {
  @Option(
      names = "--topology",
      paramLabel = "FILE",
      description =
          "Nodes of a network of your own, as 'postern topology' writes them and Nym's clients"
              + " take them: packets may go to them, wherever they are.")
  private @Nullable String file;

  Optional<Path> over(Optional<Path> before, Path home) throws ConfigException {
    return file == null ? before : Optional.of(GatewayFiles.path(file, home));
  }
}
