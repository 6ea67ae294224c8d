package dev.postern.app.cli;

import com.google.common.net.InetAddresses;
import dev.postern.app.config.AnnouncedHost;
import dev.postern.app.config.GatewayConfig;
import dev.postern.app.config.GatewayKeys;
import dev.postern.app.config.ListeningHost;
import dev.postern.app.directory.NymVersion;
import java.io.PrintStream;
import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code run} prints before the log begins: the reference's lines in its order (spec §6). */
final class StartupText {
  private static final Logger log = LoggerFactory.getLogger(StartupText.class);

  private final PrintStream out;

  StartupText(PrintStream out) {
    this.out = out;
  }

  void banner() {
    out.println();
    out.println("      p o s t e r n");
    out.println("      a mixnet gateway (Nym " + NymVersion.OURS + ")");
    out.println();
  }

  void starting(String id) {
    out.println("Starting gateway " + id + "...");
  }

  void keys(GatewayKeys keys) {
    out.println("Public sphinx key: " + keys.sphinx().publicKey().toBase58());
    out.println("Public identity key: " + keys.identity().publicKey().toBase58());
  }

  void addresses(GatewayConfig config) {
    out.println(
        "Validator REST endpoint: "
            + config.gateway().validatorRestUrl().orElse("none, the gateway will not be listed"));
    out.println(
        "Listening for incoming sphinx packets on "
            + ListeningHost.text(config.mixnetEndpoint().listening()));
    out.println(
        "Announcing the following socket address for sphinx packets: "
            + config.mixnetEndpoint().announce());
    out.println(
        "Listening for incoming clients data on "
            + ListeningHost.text(config.clientsEndpoint().listening()));
    out.println(
        "Announcing the following socket address for clients data: "
            + config.clientsEndpoint().announce());
    out.println("Inboxes directory is: \"" + config.clientsEndpoint().inboxesDirectory() + "\"");
    out.println(
        "Registered client data is at: \""
            + config.clientsEndpoint().ledgerPath()
            + "\" (gateway 0.9's own, not read)");
    out.flush();
  }

  /** Logs what would keep others from reaching the gateway. */
  static void warnOfAddresses(GatewayConfig config) {
    warnOfAddress(
        "--mix-announce-host",
        config.mixnetEndpoint().listening().getAddress(),
        config.mixnetEndpoint().announce(),
        AnnouncedHost.parse(config.mixnetEndpoint().announce()).isPresent());
    warnOfAddress(
        "--clients-announce-host",
        config.clientsEndpoint().listening().getAddress(),
        config.clientsEndpoint().announce(),
        AnnouncedHost.parse(config.clientsEndpoint().announce())
            .flatMap(AnnouncedHost::scheme)
            .isPresent());
  }

  private static void warnOfAddress(
      String option, InetAddress listening, String announced, boolean readable) {
    if (!readable) {
      log.warn("Nobody can use the announced address '{}'; set it with {}", announced, option);
    } else if (Endpoints.isOnlyLocal(announced)) {
      log.warn(
          "Bound to {} and announced as {}: out of reach for other machines; set {}",
          InetAddresses.toAddrString(listening),
          announced,
          option);
    }
  }
}
