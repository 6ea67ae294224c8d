package dev.postern.app.cli;

import dev.postern.app.Gateway;
import dev.postern.app.GatewayBuilder;
import dev.postern.app.config.ConfigException;
import dev.postern.app.config.ConfigReader;
import dev.postern.app.config.GatewayConfig;
import dev.postern.app.config.GatewayConfig.GatewaySection;
import dev.postern.app.config.GatewayFiles;
import dev.postern.app.config.GatewayKeys;
import dev.postern.app.config.KeyFiles;
import dev.postern.app.config.SphinxKeyFiles;
import dev.postern.app.directory.Announcement;
import dev.postern.app.directory.Directory;
import dev.postern.app.directory.DirectoryConflict;
import dev.postern.app.directory.NymVersion;
import dev.postern.app.directory.ValidatorDirectory;
import dev.postern.app.topology.TopologyException;
import dev.postern.app.topology.TopologyReader;
import dev.postern.net.tls.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a gateway until a signal ends it, or until the directory shows that it must not run. */
@Command(
    name = "run",
    addMethodSubcommands = false, // there are none, and to look for them slows a start
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description = {
      "Runs a gateway that 'init' made. Options other than --id and --config"
          + " stand over the configuration file for this run."
    },
    footer = {"", "SIGINT and SIGTERM end it cleanly, with exit code 0."},
    sortOptions = false)
final class RunCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

  private final Surroundings surroundings;

  @Option(
      names = "--id",
      paramLabel = "ID",
      required = true,
      description = "Name of the gateway on this machine.")
  private String id;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file in another place than $HOME/.nym/gateways/ID/config.")
  private @Nullable Path file;

  @Mixin private MixnetOptions mixnet;
  @Mixin private ClientsOptions clients;
  @Mixin private TlsOptions tls;
  @Mixin private DirectoryOptions directory;
  @Mixin private EgressOptions egress;
  @Mixin private ApiOptions api;
  @Mixin private TopologyOption topology;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  RunCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException, IOException, InterruptedException {
    Gateway gateway = prepared();
    CleanStop stop = CleanStop.onSignal(gateway::close);
    try {
      gateway.start();
      log.info("The gateway is up: it can receive mix and client traffic");
      HeapKeeper.start();
      throw new ConfigException(conflict(gateway).message());
    } finally {
      stop.disarm();
      gateway.close();
    }
  }

  /** The gateway that was asked for, and what there is to say about it; it doesn't run yet. */
  Gateway prepared() throws ConfigException, IOException {
    StartupText text = new StartupText(surroundings.out());
    text.banner();
    text.starting(id);
    GatewayConfig config = configuration();
    requireOurVersion(config.gateway());
    GatewayKeys keys = KeyFiles.read(config.gateway().keys());
    text.keys(keys);
    text.addresses(config);
    StartupText.warnOfAddresses(config);
    return assemble(config, keys);
  }

  private GatewayConfig configuration() throws ConfigException {
    Path home = surroundings.home();
    GatewayConfig configured =
        ConfigReader.read(file == null ? new GatewayFiles(home, id).config() : file, home);
    Optional<TlsFiles> withTls =
        tls.over(
            configured.tls(), clients.listening(configured.clientsEndpoint().listening()), home);
    return new GatewayConfig(
        directory.over(configured.gateway()),
        mixnet.over(configured.mixnetEndpoint()),
        clients.over(configured.clientsEndpoint(), withTls, home),
        configured.debug(),
        configured.delivery(),
        configured.storage(),
        egress.over(configured.egress()),
        mixnet.over(configured.frame()),
        configured.admission(),
        withTls,
        configured.proxies(),
        api.over(configured.api(), clients.listening(configured.clientsEndpoint().listening())),
        topology.over(configured.topology(), home),
        configured.bandwidthForAll());
  }

  private void requireOurVersion(GatewaySection gateway) throws ConfigException {
    String written = gateway.version().orElse("unknown");
    if (NymVersion.parse(written).filter(NymVersion.OURS::worksWith).isEmpty()) {
      throw new ConfigException(
          "the configuration is of version %s, and this is %s; run 'postern upgrade --id %s'"
              .formatted(written, NymVersion.OURS, gateway.id()));
    }
  }

  private static Gateway assemble(GatewayConfig config, GatewayKeys keys)
      throws ConfigException, TopologyException {
    SphinxKeyFiles sphinxKeys = new SphinxKeyFiles(config.gateway().keys());
    GatewayBuilder builder = Gateway.builder();
    config.api().ifPresent(builder::apiListener);
    if (config.topology().isPresent()) {
      builder.topology(TopologyReader.read(config.topology().get()));
    }
    return builder
        .identityKey(keys.identity())
        .sphinxKeys(sphinxKeys.read(keys.sphinx()), sphinxKeys)
        .mixnetListener(config.mixnetEndpoint().listening())
        .clientsListener(config.clientsEndpoint().listening())
        .storeDirectory(config.clientsEndpoint().inboxesDirectory().resolve(GatewayFiles.STORE))
        .directory(directory(config.gateway().validatorRestUrl()))
        .announcement(announcement(config, keys))
        .settings(config.settings())
        .build();
  }

  private static Directory directory(Optional<String> url) {
    return url.isPresent() ? new ValidatorDirectory(URI.create(url.get())) : Directory.none();
  }

  static Announcement announcement(GatewayConfig config, GatewayKeys keys) {
    return new Announcement(
        config.mixnetEndpoint().announce(),
        keys.identity().publicKey(),
        keys.sphinx().publicKey(),
        NymVersion.OURS.toString(),
        config.gateway().location(),
        config.gateway().incentivesAddress().orElse(""),
        config.clientsEndpoint().announce());
  }

  /** Waits for the one thing that ends a gateway from within. A signal ends the whole process. */
  private static DirectoryConflict conflict(Gateway gateway) throws InterruptedException {
    try {
      return gateway.conflict().get();
    } catch (ExecutionException e) {
      throw new AssertionError("a conflict is a value, never a failure", e);
    }
  }
}
