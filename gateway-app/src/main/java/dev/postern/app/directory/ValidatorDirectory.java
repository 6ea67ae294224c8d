package dev.postern.app.directory;

import dev.postern.app.directory.DirectoryException.Reason;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;

/**
 * The validator of a Nym 0.9 network over HTTP (spec §5). Like the reference it looks at an
 * answer's body, not at its status. Thread-safe; a call takes 5 s at most.
 */
public final class ValidatorDirectory implements Directory {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_ANSWER_BYTES = 8 << 20;

  private final String base;
  private final String host;
  private final BoundedHttp http;

  /**
   * At a base address such as {@code http://validator.example.net:8081}.
   *
   * @throws IllegalArgumentException unless it is {@code http} or {@code https} with a host
   */
  public ValidatorDirectory(URI base) {
    this(base, CALL_TIMEOUT);
  }

  ValidatorDirectory(URI base, Duration callTimeout) {
    this.http = new BoundedHttp(callTimeout, MAX_ANSWER_BYTES);
    String scheme = base.getScheme();
    if (base.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException(base + " is not an http address with a host");
    }
    this.host = base.getHost();
    String text = base.toString();
    this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /** By the system's resolver; no less than one. */
  @Override
  public List<InetAddress> addresses() throws DirectoryException {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      throw new DirectoryException(Reason.UNREACHABLE, "nobody knows the address of its host");
    }
  }

  @Override
  public Topology topology() throws DirectoryException {
    return ValidatorJson.readTopology(answer(request("/topology").GET()));
  }

  @Override
  public void register(Announcement announcement) throws DirectoryException {
    ValidatorJson.readOk(
        answer(
            request("/register/gateway")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(ValidatorJson.registration(announcement)))));
  }

  @Override
  public void unregister(IdentityPublicKey identity) throws DirectoryException {
    ValidatorJson.readOk(answer(request("/register/" + identity.toBase58()).DELETE()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + "/api/mixmining" + path))
        .header("Accept", "*/*");
  }

  private byte[] answer(HttpRequest.Builder request) throws DirectoryException {
    return http.send(request.build()).body();
  }

  /** The base address. */
  @Override
  public String toString() {
    return base;
  }
}
