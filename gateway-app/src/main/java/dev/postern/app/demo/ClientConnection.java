package dev.postern.app.demo;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket whose messages queue up until somebody takes them. The JDK's client under it answers
 * pings by itself, as every client library does.
 */
final class ClientConnection {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(TIMEOUT).version(HttpClient.Version.HTTP_1_1).build();

  private final Incoming incoming = new Incoming();
  private final WebSocket socket;

  private ClientConnection(URI gateway) {
    this.socket = join(HTTP.newWebSocketBuilder().buildAsync(gateway, incoming), "connecting");
  }

  static ClientConnection open(URI gateway) {
    return new ClientConnection(gateway);
  }

  void sendText(String text) {
    await(socket.sendText(text, true), "sending");
  }

  void sendBinary(ByteBuffer bytes) {
    await(socket.sendBinary(bytes, true), "sending");
  }

  String takeText() {
    return take(incoming.texts, "an answer");
  }

  byte[] takeBinary() {
    return take(incoming.binaries, "a pushed message");
  }

  void close() {
    await(socket.sendClose(WebSocket.NORMAL_CLOSURE, ""), "closing");
    await(incoming.closed, "closing");
  }

  /** Ends the connection without a word; what nobody had taken is returned. */
  List<byte[]> abort() {
    socket.abort();
    List<Optional<byte[]>> untaken = new ArrayList<>();
    incoming.binaries.drainTo(untaken);
    return untaken.stream().flatMap(Optional::stream).toList();
  }

  private static <T> T take(BlockingQueue<Optional<T>> queue, String what) {
    try {
      Optional<T> taken = queue.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      if (taken == null) {
        throw new DemoFailure(what + " did not come within " + TIMEOUT.toSeconds() + " s");
      }
      if (taken.isEmpty()) {
        queue.add(taken); // for the next who asks
      }
      return taken.orElseThrow(() -> new DemoFailure(what + " did not come: the connection ended"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailure("interrupted while waiting for " + what, e);
    }
  }

  private static void await(CompletableFuture<?> future, String what) {
    Object unused = join(future, what);
  }

  private static <T extends @Nullable Object> T join(CompletableFuture<T> future, String what) {
    try {
      return future.orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      throw new DemoFailure(what + " failed: " + e.getCause(), e);
    }
  }

  private static final class Incoming implements WebSocket.Listener {
    // Empty stands for the end of the connection.
    final BlockingQueue<Optional<String>> texts = new LinkedBlockingQueue<>();
    final BlockingQueue<Optional<byte[]>> binaries = new LinkedBlockingQueue<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        texts.add(Optional.of(text.toString()));
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      binary.writeBytes(bytes);
      if (last) {
        binaries.add(Optional.of(binary.toByteArray()));
        binary.reset();
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
      end();
      closed.complete(statusCode);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      end();
      closed.completeExceptionally(error);
    }

    private void end() {
      texts.add(Optional.empty());
      binaries.add(Optional.empty());
    }
  }
}
