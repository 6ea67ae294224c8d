package dev.postern.app.cli;

import dev.postern.app.config.ConfigException;
import dev.postern.app.config.ConfigReader;
import dev.postern.app.config.ConfigWriter;
import dev.postern.app.config.GatewayConfig;
import dev.postern.app.config.GatewayConfig.GatewaySection;
import dev.postern.app.config.GatewayFiles;
import dev.postern.app.directory.NymVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings a configuration that an older gateway wrote up to this version; keys stay. */
@Command(
    name = "upgrade",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description = "Brings the configuration of an older gateway up to this version.",
    sortOptions = false)
final class UpgradeCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(
      names = "--id",
      paramLabel = "ID",
      required = true,
      description = "Name of the gateway on this machine.")
  private String id;

  @Option(
      names = "--current-version",
      paramLabel = "VERSION",
      description = "The version that wrote the configuration, where the file does not say so.")
  private @Nullable String currentVersion;

  @Option(
      names = "--incentives-address",
      paramLabel = "ADDRESS",
      description = "Where a reward for running the gateway goes from now on.")
  private @Nullable String incentivesAddress;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  UpgradeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    Path file = new GatewayFiles(surroundings.home(), id).config();
    GatewayConfig config = ConfigReader.read(file, surroundings.home());
    NymVersion before = versionOf(config.gateway());
    if (before.compareTo(NymVersion.OURS) > 0 && !before.worksWith(NymVersion.OURS)) {
      throw new ConfigException(
          "%s was written by version %s, and this is %s; run a newer program on it"
              .formatted(file, before, NymVersion.OURS));
    }
    ConfigWriter.write(upgraded(config), file);
    surroundings
        .out()
        .println("Upgraded gateway " + id + " from " + before + " to " + NymVersion.OURS);
    return 0;
  }

  private NymVersion versionOf(GatewaySection gateway) throws ConfigException {
    Optional<String> text = Optional.ofNullable(currentVersion).or(gateway::version);
    if (text.isEmpty()) {
      throw new ConfigException(
          "the configuration does not say which version wrote it; say so with --current-version");
    }
    return NymVersion.parse(text.get())
        .orElseThrow(
            () ->
                new ConfigException(
                    "'"
                        + text.get()
                        + "' is no version such as 0.8.1; give the right one with"
                        + " --current-version"));
  }

  /** A file of 0.8 and before names no validator: it gets the one that init would write. */
  private GatewayConfig upgraded(GatewayConfig config) {
    GatewaySection before = config.gateway();
    boolean namesNoValidator = before.version().isEmpty() && before.validatorRestUrl().isEmpty();
    GatewaySection after =
        new GatewaySection(
            Optional.of(NymVersion.OURS.toString()),
            before.id(),
            before.location(),
            before.keys(),
            incentivesAddress == null
                ? before.incentivesAddress()
                : Optional.of(incentivesAddress).filter(address -> !address.isEmpty()),
            namesNoValidator
                ? Optional.of(GatewayConfig.DEFAULT_VALIDATOR)
                : before.validatorRestUrl(),
            before.nymRootDirectory());
    return new GatewayConfig(
        after,
        config.mixnetEndpoint(),
        config.clientsEndpoint(),
        config.debug(),
        config.delivery(),
        config.storage(),
        config.egress(),
        config.frame(),
        config.admission(),
        config.tls(),
        config.proxies(),
        config.api(),
        config.topology(),
        config.bandwidthForAll());
  }
}
