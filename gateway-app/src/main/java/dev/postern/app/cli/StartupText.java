package dev.postern.app.cli;

import com.google.common.net.InetAddresses;
import dev.postern.app.config.AnnouncedHost;
import dev.postern.app.config.GatewayConfig;
import dev.postern.app.config.GatewayKeys;
import dev.postern.app.config.ListeningHost;
import dev.postern.app.directory.NymVersion;
import dev.postern.net.tls.TlsFiles;
import java.io.PrintStream;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
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
    config.tls().ifPresent(tls -> tls(tls));
    out.println(
        "Announcing the following socket address for clients data: "
            + config.clientsEndpoint().announce());
    config
        .api()
        .ifPresent(api -> out.println("Saying what it is over HTTP on " + ListeningHost.text(api)));
    out.println("Inboxes directory is: \"" + config.clientsEndpoint().inboxesDirectory() + "\"");
    out.println(
        "Registered client data is at: \""
            + config.clientsEndpoint().ledgerPath()
            + "\" (gateway 0.9's own, not read)");
    out.flush();
  }

  private void tls(TlsFiles tls) {
    out.println(
        tls.listeningAddress()
                .map(
                    own ->
                        "Listening for incoming clients data with TLS on "
                            + ListeningHost.text(own))
                .orElse("Clients data comes with TLS only")
            + ", with the certificate in \""
            + tls.certificateChain()
            + "\"");
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
    warnOfScheme(
        config.clientsEndpoint().announce(),
        ClientPorts.of(config.clientsEndpoint().listening(), config.tls()));
  }

  private static void warnOfScheme(String announced, ClientPorts ports) {
    Optional<AnnouncedHost> host = AnnouncedHost.parse(announced);
    Optional<String> scheme = host.flatMap(AnnouncedHost::scheme);
    OptionalInt port = host.map(AnnouncedHost::port).orElse(OptionalInt.empty());
    if (scheme.equals(Optional.of("ws")) && ports.plain().isEmpty()) {
      log.warn(
          "Announced as {}, and the clients' port speaks only TLS: announce wss://, or drop [tls]",
          announced);
    } else if (scheme.equals(Optional.of("ws"))
        && port.isPresent()
        && port.equals(ports.tls())
        && !port.equals(ports.plain())) {
      log.warn("Announced as {}, and that port speaks only TLS: announce wss://", announced);
    } else if (scheme.equals(Optional.of("wss"))
        && port.isPresent()
        && port.equals(ports.plain())
        && !port.equals(ports.tls())) {
      log.warn(
          "Announced as {}, and that port of the gateway speaks no TLS: set [tls], or ignore this"
              + " if a proxy with TLS stands there",
          announced);
    }
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
