package dev.postern.app.cli;

import dev.postern.app.config.ConfigException;
import dev.postern.app.config.GatewayConfig.GatewaySection;
import dev.postern.app.config.ValidatorUrl;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about how the gateway is listed, over what is configured already. */
final class DirectoryOptions {
  @Option(
      names = "--validator",
      paramLabel = "URL",
      description = "Directory that lists the gateway; 'none' to be in no directory.")
  private @Nullable String validator;

  @Option(
      names = "--location",
      paramLabel = "TEXT",
      description = "Where the gateway is, if you care to say.")
  private @Nullable String location;

  GatewaySection over(GatewaySection before) throws ConfigException {
    Optional<String> url =
        validator == null ? before.validatorRestUrl() : ValidatorUrl.parse(validator);
    return new GatewaySection(
        before.version(),
        before.id(),
        location == null ? before.location() : location,
        before.keys(),
        before.incentivesAddress(),
        url,
        before.nymRootDirectory());
  }
}
