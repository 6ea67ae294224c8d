package dev.postern.app.cli;

import dev.postern.app.config.AnnouncedHost;
import dev.postern.app.config.ConfigException;
import dev.postern.app.config.GatewayConfig.ClientsEndpoint;
import dev.postern.app.config.GatewayFiles;
import dev.postern.app.config.ListeningHost;
import dev.postern.net.tls.TlsFiles;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about the clients' side, over what is configured already. */
final class ClientsOptions {
  @Option(
      names = "--clients-host",
      paramLabel = "ADDRESS",
      converter = Converters.Listening.class,
      description = "IP address to wait for clients on, perhaps with a port.")
  private @Nullable ListeningHost host;

  @Option(
      names = "--clients-port",
      paramLabel = "PORT",
      converter = Converters.Port.class,
      description = "Port to wait for clients on; 9000 at first.")
  private @Nullable Integer port;

  @Option(
      names = "--clients-announce-host",
      paramLabel = "HOST",
      converter = Converters.ClientsAnnounced.class,
      description =
          "Name or IP address that clients reach it by, perhaps with ws:// or wss:// before it;"
              + " the listening one at first.")
  private @Nullable AnnouncedHost announceHost;

  @Option(
      names = "--clients-announce-port",
      paramLabel = "PORT",
      converter = Converters.Port.class,
      description =
          "Port that clients reach it by; the one that speaks so at first."
              + " That is 443 for wss:// if the gateway speaks no TLS.")
  private @Nullable Integer announcePort;

  @Option(
      names = "--inboxes",
      paramLabel = "DIRECTORY",
      description = "Where messages and registrations are kept.")
  private @Nullable String inboxes;

  @Option(
      names = "--clients-ledger",
      paramLabel = "PATH",
      description = "Where the reference keeps registrations; written to the file, not used.")
  private @Nullable String ledger;

  boolean hasHost() {
    return host != null;
  }

  InetSocketAddress listening(InetSocketAddress before) {
    return Endpoints.listening(before, host, port);
  }

  /** What is announced follows from where TLS is spoken. */
  ClientsEndpoint over(ClientsEndpoint before, Optional<TlsFiles> tls, Path home)
      throws ConfigException {
    InetSocketAddress listening = listening(before.listening());
    return new ClientsEndpoint(
        listening,
        announce(before, listening, tls),
        inboxes == null ? before.inboxesDirectory() : GatewayFiles.path(inboxes, home),
        ledger == null ? before.ledgerPath() : GatewayFiles.path(ledger, home));
  }

  private String announce(
      ClientsEndpoint before, InetSocketAddress listening, Optional<TlsFiles> tls)
      throws ConfigException {
    String listened = ListeningHost.text(before.listening());
    boolean follows = List.of("ws://" + listened, "wss://" + listened).contains(before.announce());
    Optional<AnnouncedHost> inFile =
        AnnouncedHost.parse(before.announce()).filter(written -> written.scheme().isPresent());
    ClientPorts ports = ClientPorts.of(listening, tls);
    return Endpoints.announced(
            announceHost, announcePort, host != null || follows, listening, inFile)
        .or(() -> inFile.filter(written -> ports.speakOnlyTlsAt(written.port())))
        .map(announced -> announced.forClients(ports.plain(), ports.tls()))
        .orElse(before.announce());
  }
}
