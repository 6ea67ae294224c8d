package dev.postern.app.cli;

import dev.postern.app.GatewaySettings.Delivery;
import dev.postern.app.config.ConfigChanges;
import dev.postern.app.config.ConfigException;
import dev.postern.app.config.ConfigWriter;
import dev.postern.app.config.GatewayConfig;
import dev.postern.app.config.GatewayConfig.ClientsEndpoint;
import dev.postern.app.config.GatewayConfig.DebugSection;
import dev.postern.app.config.GatewayConfig.GatewaySection;
import dev.postern.app.config.GatewayConfig.MixnetEndpoint;
import dev.postern.app.config.GatewayFiles;
import dev.postern.app.config.GatewayKeys;
import dev.postern.app.config.KeyFiles;
import dev.postern.app.config.ListeningHost;
import dev.postern.app.directory.NymVersion;
import dev.postern.net.AdmissionLimits;
import dev.postern.net.client.TrustedProxies;
import dev.postern.net.forwarding.EgressRules;
import dev.postern.net.forwarding.FrameChoice;
import dev.postern.net.tls.TlsFiles;
import dev.postern.storage.StoreLimits;
import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a gateway's keys and its configuration. Says what the reference says (spec §6). */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description = {
      "Makes the keys and the configuration of a gateway, in $HOME/.nym/gateways/ID."
          + " For an id that exists it writes the configuration anew and keeps the keys."
    },
    sortOptions = false)
final class InitCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec;

  @Option(
      names = "--id",
      paramLabel = "ID",
      required = true,
      description = "Name of the gateway on this machine.")
  private String id;

  @Mixin private MixnetOptions mixnet;
  @Mixin private ClientsOptions clients;
  @Mixin private TlsOptions tls;
  @Mixin private DirectoryOptions directory;
  @Mixin private EgressOptions egress;
  @Mixin private ApiOptions api;
  @Mixin private TopologyOption topology;

  @Option(
      names = "--incentives-address",
      paramLabel = "ADDRESS",
      description = "Where a reward for running the gateway goes.")
  private @Nullable String incentivesAddress;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  InitCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    require(mixnet.hasHost(), "--mix-host");
    require(clients.hasHost(), "--clients-host");
    GatewayFiles files = new GatewayFiles(surroundings.home(), id);
    GatewayConfig config = configuration(files);

    PrintStream out = surroundings.out();
    SecureRandom random = new SecureRandom();
    out.println("Initialising gateway " + id + "...");
    if (KeyFiles.exist(files.keys())) {
      KeyFiles.finish(random, files.keys());
      KeyFiles.read(files.keys());
      sayWhatChanges(files, config);
    } else {
      KeyFiles.write(GatewayKeys.generate(random), files.keys());
      out.println("Saved identity and mixnet sphinx keypairs");
    }
    ConfigWriter.write(config, files.config());
    out.println("Saved configuration file to \"" + files.config() + "\"");
    out.println("Gateway configuration completed.");
    return 0;
  }

  private void sayWhatChanges(GatewayFiles files, GatewayConfig config) {
    PrintStream out = surroundings.out();
    out.println(
        "Gateway \"" + id + "\" exists already: its configuration is written anew, its keys stay");
    List<String> changes = ConfigChanges.of(files.config(), config);
    changes.forEach(change -> out.println("  " + change));
    out.println(
        changes.isEmpty()
            ? "Nothing in it changes"
            : "If the gateway is running, it goes by the old configuration until it is restarted");
  }

  private void require(boolean given, String option) {
    if (!given) {
      throw new ParameterException(
          spec.commandLine(), "Missing required option: '" + option + "=ADDRESS'");
    }
  }

  private GatewayConfig configuration(GatewayFiles files) throws ConfigException {
    GatewaySection gateway =
        new GatewaySection(
            Optional.of(NymVersion.OURS.toString()),
            id,
            GatewayConfig.DEFAULT_LOCATION,
            files.keys(),
            Optional.ofNullable(incentivesAddress).filter(address -> !address.isEmpty()),
            Optional.of(GatewayConfig.DEFAULT_VALIDATOR),
            files.root());
    ClientsEndpoint before =
        new ClientsEndpoint(
            ListeningHost.wildcard(GatewayConfig.DEFAULT_CLIENTS_PORT),
            "",
            files.inboxes(),
            files.ledger());
    Optional<TlsFiles> withTls =
        tls.over(Optional.empty(), clients.listening(before.listening()), surroundings.home());
    return new GatewayConfig(
        directory.over(gateway),
        mixnet.over(new MixnetEndpoint(ListeningHost.wildcard(GatewayConfig.DEFAULT_MIX_PORT), "")),
        clients.over(before, withTls, surroundings.home()),
        DebugSection.defaults(),
        Delivery.defaults(),
        StoreLimits.DEFAULT,
        egress.over(EgressRules.defaults()),
        mixnet.over(FrameChoice.AUTO),
        AdmissionLimits.defaults(),
        withTls,
        TrustedProxies.none(),
        api.over(Optional.empty(), clients.listening(before.listening())),
        topology.over(Optional.empty(), surroundings.home()),
        false);
  }
}
