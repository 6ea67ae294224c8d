package dev.postern.app.cli;

import dev.postern.app.SphinxKeys;
import dev.postern.app.config.ConfigException;
import dev.postern.app.config.ConfigReader;
import dev.postern.app.config.GatewayConfig;
import dev.postern.app.config.GatewayFiles;
import dev.postern.app.config.GatewayKeys;
import dev.postern.app.config.KeyFiles;
import dev.postern.app.config.SphinxKeyFiles;
import dev.postern.app.topology.AnnouncedNode;
import dev.postern.app.topology.SelfDescribedNode;
import dev.postern.app.topology.TopologyException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** A gateway on this machine, as its files have it. */
final class LocalNode {
  private LocalNode() {}

  /** What its API would say. */
  static SelfDescribedNode describe(String id, Path home)
      throws ConfigException, TopologyException {
    GatewayConfig config = ConfigReader.read(new GatewayFiles(home, id).config(), home);
    GatewayKeys keys = KeyFiles.read(config.gateway().keys());
    SphinxKeys sphinxKeys = new SphinxKeyFiles(config.gateway().keys()).read(keys.sphinx());
    OptionalInt plainClients =
        ClientPorts.of(config.clientsEndpoint().listening(), config.tls()).plain();
    return AnnouncedNode.describe(
        RunCommand.announcement(config, keys), sphinxKeys.rotationId(), plainClients);
  }
}
