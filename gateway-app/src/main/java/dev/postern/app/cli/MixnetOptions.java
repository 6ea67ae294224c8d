package dev.postern.app.cli;

import dev.postern.app.config.AnnouncedHost;
import dev.postern.app.config.ConfigException;
import dev.postern.app.config.GatewayConfig.MixnetEndpoint;
import dev.postern.app.config.ListeningHost;
import dev.postern.net.forwarding.FrameChoice;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about the mixnet's side, over what is configured already. */
final class MixnetOptions {
  @Option(
      names = "--mix-host",
      paramLabel = "ADDRESS",
      converter = Converters.Listening.class,
      description = "IP address to wait for mix packets on, perhaps with a port.")
  private @Nullable ListeningHost host;

  @Option(
      names = "--mix-port",
      paramLabel = "PORT",
      converter = Converters.Port.class,
      description = "Port to wait for mix packets on; 1789 at first.")
  private @Nullable Integer port;

  @Option(
      names = "--mix-announce-host",
      paramLabel = "HOST",
      converter = Converters.MixAnnounced.class,
      description = "Name or IP address that mix nodes reach it by; the listening one at first.")
  private @Nullable AnnouncedHost announceHost;

  @Option(
      names = "--mix-announce-port",
      paramLabel = "PORT",
      converter = Converters.Port.class,
      description = "Port that mix nodes reach it by; the listening one at first.")
  private @Nullable Integer announcePort;

  @Option(
      names = "--mix-frame",
      paramLabel = "FORM",
      converter = Converters.Frame.class,
      description = {
        "How packets are framed for next hops: 'a' as Nym 0.9 does, 'b' as from 1.1 on,"
            + " 'c' as from v2025.12 on; 'auto': by the version that the directory lists,"
            + " else as the sender's generation does. 'auto' at first."
      })
  private @Nullable FrameChoice frame;

  boolean hasHost() {
    return host != null;
  }

  MixnetEndpoint over(MixnetEndpoint before) throws ConfigException {
    InetSocketAddress listening = Endpoints.listening(before.listening(), host, port);
    return new MixnetEndpoint(listening, announce(before, listening));
  }

  FrameChoice over(FrameChoice before) {
    return frame == null ? before : frame;
  }

  private String announce(MixnetEndpoint before, InetSocketAddress listening)
      throws ConfigException {
    boolean follows = before.announce().equals(ListeningHost.text(before.listening()));
    return Endpoints.announced(
            announceHost,
            announcePort,
            host != null || follows,
            listening,
            AnnouncedHost.parse(before.announce()))
        .map(announced -> announced.forMixNodes(listening.getPort()))
        .orElse(before.announce());
  }
}
