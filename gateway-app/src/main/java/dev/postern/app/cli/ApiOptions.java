package dev.postern.app.cli;

import dev.postern.app.config.GatewayConfig;
import dev.postern.app.config.ListeningHost;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about the HTTP API, over what is configured already. */
final class ApiOptions {
  @Option(
      names = "--api-host",
      paramLabel = "ADDRESS",
      converter = Converters.Listening.class,
      description =
          "IP address to say over HTTP what the gateway is, perhaps with a port;"
              + " the clients' one, if only --api-port is given.")
  private @Nullable ListeningHost host;

  @Option(
      names = "--api-port",
      paramLabel = "PORT",
      converter = Converters.Port.class,
      description = "Port for that; 8080 if only --api-host is given. Neither: there is no API.")
  private @Nullable Integer port;

  /** Where clients are taken decides where the API is, if nobody says more. */
  Optional<InetSocketAddress> over(Optional<InetSocketAddress> before, InetSocketAddress clients) {
    if (host == null && port == null) {
      return before;
    }
    InetSocketAddress otherwise =
        before.orElseGet(
            () -> new InetSocketAddress(clients.getAddress(), GatewayConfig.DEFAULT_API_PORT));
    return Optional.of(Endpoints.listening(otherwise, host, port));
  }
}
