package dev.postern.app.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * {@code [topology]}: a file that lists the nodes of a network of one's own. A section of ours, as
 * {@code [api]} is.
 */
final class TopologySection {
  static final String NAME = "topology";

  private static final String FILE = "file";

  private TopologySection() {}

  static Path read(ConfigSection section, Path home) throws ConfigException {
    section.allowOnly(Set.of(FILE));
    return section.path(FILE, home);
  }

  static void write(Optional<Path> file, ConfigWriter to) {
    if (file.isEmpty()) {
      return;
    }
    to.title("the nodes of a network of one's own");
    to.section(NAME);
    to.text(FILE, file.get().toString());
  }
}
