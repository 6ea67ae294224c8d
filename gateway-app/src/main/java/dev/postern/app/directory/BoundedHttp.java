package dev.postern.app.directory;

import dev.postern.app.directory.DirectoryException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP calls that come to an end, whatever a server does: no redirects, no answer that is too long
 * or takes too long. Thread-safe; a call blocks.
 */
public final class BoundedHttp {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private final Duration callTimeout;
  private final int maxAnswerBytes;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * Calls nobody yet.
   *
   * @param callTimeout from the call to the last byte of its answer
   * @param maxAnswerBytes without the head
   */
  public BoundedHttp(Duration callTimeout, int maxAnswerBytes) {
    this.callTimeout = callTimeout;
    this.maxAnswerBytes = maxAnswerBytes;
  }

  /**
   * The answer, whatever its status. Not {@code HttpRequest.timeout}: it ends with the headers, and
   * a body may drip for ever.
   *
   * @throws DirectoryException for {@link Reason#UNREACHABLE}
   */
  public HttpResponse<byte[]> send(HttpRequest request) throws DirectoryException {
    CompletableFuture<HttpResponse<byte[]>> response =
        http.sendAsync(request, head -> new BoundedBody(maxAnswerBytes));
    try {
      return response.get(callTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw unreachable(cause(e.getCause()));
    } catch (TimeoutException e) {
      response.cancel(true);
      throw unreachable("no answer within " + callTimeout.toSeconds() + " s");
    } catch (InterruptedException e) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      throw unreachable("interrupted");
    }
  }

  private static String cause(@Nullable Throwable cause) {
    if (cause instanceof ConnectException) {
      return "connection refused";
    }
    if (cause instanceof IOException && cause.getMessage() != null) {
      return cause.getMessage();
    }
    return String.valueOf(cause);
  }

  private static DirectoryException unreachable(String why) {
    return new DirectoryException(Reason.UNREACHABLE, why);
  }
}
