package dev.postern.app.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where a gateway's files are when nobody says otherwise (spec §6).
 *
 * <pre>
 *  $HOME/.nym/gateways/                    root()
 *    └─ ID/
 *       ├─ config/config.toml              config()
 *       └─ data/                           data()
 *          ├─ private_identity.pem, public_identity.pem
 *          ├─ private_sphinx.pem, public_sphinx.pem
 *          ├─ inboxes/                     inboxes()
 *          │   └─ postern-store/           our store; the reference keeps one directory per client
 *          └─ client_ledger.sled           ledger(): the reference's registrations, not read
 * </pre>
 */
public final class GatewayFiles {
  /** Our store, inside the inboxes directory and beside what the reference keeps there. */
  public static final String STORE = "postern-store";

  private static final Pattern ID = Pattern.compile("[^/\\\\" + Quoting.UNPRINTABLE + "]+");

  private final Path root;
  private final String id;

  /**
   * Of the gateway with that id under a home directory.
   *
   * @throws ConfigException if the id can't be the name of one directory
   */
  public GatewayFiles(Path home, String id) throws ConfigException {
    if (id.isBlank() || id.equals(".") || id.equals("..") || !ID.matcher(id).matches()) {
      throw new ConfigException(
          "the id '"
              + Quoting.visible(id)
              + "' can't name a directory: use letters, digits, hyphens or dots, no slash");
    }
    this.root = home.resolve(".nym").resolve("gateways");
    this.id = id;
  }

  /** The user's home: {@code $HOME}, which a JVM's {@code user.home} ignores, where it is set. */
  public static Path home(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "");
    return Path.of(home.isEmpty() ? System.getProperty("user.home") : home);
  }

  /** A path as somebody wrote it, in which a leading {@code ~} is the home directory. */
  public static Path path(String written, Path home) throws ConfigException {
    if (written.isBlank() || written.indexOf('\0') >= 0) {
      throw new ConfigException("'" + Quoting.visible(written) + "' is no path");
    }
    return written.equals("~") || written.startsWith("~/")
        ? home.resolve(written.substring(Math.min(2, written.length())))
        : Path.of(written);
  }

  /** The id. */
  public String id() {
    return id;
  }

  /** The directory of all gateways. */
  public Path root() {
    return root;
  }

  /** The configuration file. */
  public Path config() {
    return root.resolve(id).resolve("config").resolve("config.toml");
  }

  /** Keys, and by default inboxes. */
  public Path data() {
    return root.resolve(id).resolve("data");
  }

  /** The default inboxes directory. */
  public Path inboxes() {
    return data().resolve("inboxes");
  }

  /** The default ledger of the reference. */
  public Path ledger() {
    return data().resolve("client_ledger.sled");
  }

  /** The four key files of a new gateway. */
  public KeyPaths keys() {
    return new KeyPaths(
        data().resolve("private_identity.pem"),
        data().resolve("public_identity.pem"),
        data().resolve("private_sphinx.pem"),
        data().resolve("public_sphinx.pem"));
  }
}
