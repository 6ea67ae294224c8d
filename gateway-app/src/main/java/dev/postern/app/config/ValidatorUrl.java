package dev.postern.app.config;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * A directory's base address as an operator writes it; {@code none} or nothing for no directory.
 */
public final class ValidatorUrl {
  /** The word for no directory. */
  public static final String NONE = "none";

  static final String ACCEPTED =
      "write an address such as 'http://validator.example.net:8081', or 'none'";

  private ValidatorUrl() {}

  /**
   * The address as it was written, or empty for none.
   *
   * @throws ConfigException unless it is {@code http} or {@code https} with a host
   */
  public static Optional<String> parse(String text) throws ConfigException {
    String url = text.strip();
    if (url.isEmpty() || url.toLowerCase(Locale.ROOT).equals(NONE)) {
      return Optional.empty();
    }
    if (!isHttp(url)) {
      throw new ConfigException("'" + Quoting.visible(url) + "' is no directory; " + ACCEPTED);
    }
    return Optional.of(url);
  }

  private static boolean isHttp(String url) {
    try {
      URI uri = URI.create(url);
      return uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
