package dev.postern.app.config;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What others shall connect to, as an operator writes it: a name or an IP address, with or without
 * port, an IPv6 address with or without brackets; for clients also with {@code ws://} or {@code
 * wss://} before it and a path behind it.
 *
 * @param scheme {@code ws} or {@code wss}, if one was written
 * @param host a name, or an IP address without brackets
 * @param port if one was written
 * @param path empty, or from the slash on
 */
public record AnnouncedHost(Optional<String> scheme, String host, OptionalInt port, String path) {
  // Whoever announces wss where the gateway speaks no TLS has something before it, and that is on
  // the port of https unless somebody says otherwise.
  private static final int DEFAULT_TLS_PORT = 443;

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(wss?)://)?([^/\\s]*[^/\\s:])(/[^/\\s]\\S*|/)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_.-]{1,253}");

  /** Empty for anything but the forms above. */
  public static Optional<AnnouncedHost> parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      HostAndPort parsed = HostAndPort.fromString(form.group(2));
      String host = parsed.getHost();
      boolean usable = InetAddresses.isInetAddress(host) || NAME.matcher(host).matches();
      if (!usable || host.indexOf('%') >= 0) { // a zone means something on one machine only
        return Optional.empty();
      }
      return Optional.of(
          new AnnouncedHost(
              Optional.ofNullable(form.group(1)).map(scheme -> scheme.toLowerCase(Locale.ROOT)),
              host,
              parsed.hasPort() ? OptionalInt.of(parsed.getPort()) : OptionalInt.empty(),
              form.group(3) == null || form.group(3).equals("/") ? "" : form.group(3)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether it is host and port alone, which is all that mix nodes understand. */
  public boolean isBare() {
    return scheme.isEmpty() && path.isEmpty();
  }

  /** The same with another port. */
  public AnnouncedHost withPort(int other) {
    return new AnnouncedHost(scheme, host, OptionalInt.of(other), path);
  }

  /** {@code host:port}, with the listening port if none was written. */
  public String forMixNodes(int listeningPort) {
    return HostAndPort.fromParts(host, port.orElse(listeningPort)).toString();
  }

  /**
   * {@code ws://host:port}, or {@code wss://} if nothing else is spoken or if that was written. A
   * port that wasn't written is the one where the gateway speaks so; 443 if it doesn't.
   *
   * @param plainPort where clients are accepted without TLS, if they are
   * @param tlsPort where they are with it, if they are
   */
  public String forClients(OptionalInt plainPort, OptionalInt tlsPort) {
    int wherever = plainPort.isPresent() ? plainPort.getAsInt() : tlsPort.orElse(DEFAULT_TLS_PORT);
    boolean tlsOnly = plainPort.isEmpty();
    boolean wss = scheme.map("wss"::equals).orElse(tlsOnly);
    int reached = port.orElse(wss ? tlsPort.orElse(DEFAULT_TLS_PORT) : wherever);
    // A plain address with the port that speaks nothing but TLS can't be meant.
    boolean tls = wss || (tlsOnly && tlsPort.equals(OptionalInt.of(reached)));
    return (tls ? "wss" : "ws") + "://" + HostAndPort.fromParts(host, reached) + path;
  }
}
