package dev.postern.app.crash;

import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;

/** A mix node that takes acks, counts them and doesn't look into them: it costs next to nothing. */
final class SwallowedAcks implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
  private long bytes; // guarded by this

  SwallowedAcks() throws IOException {
    Thread thread = new Thread(this::accept, "swallowed-acks");
    thread.setDaemon(true);
    thread.start();
  }

  RouteHop hop() {
    return new RouteHop(
        NodeAddress.of((InetSocketAddress) listener.getLocalSocketAddress()),
        SphinxPrivateKey.generate(new SecureRandom()).publicKey(),
        Duration.ZERO);
  }

  /** One connection after the other: a gateway has one to each next hop. */
  private void accept() {
    byte[] buffer = new byte[64 * 1024];
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept();
          InputStream in = socket.getInputStream()) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          count(read);
        }
      } catch (IOException e) {
        // That connection ended, or all did.
      }
    }
  }

  private synchronized void count(int read) {
    bytes += read;
    notifyAll();
  }

  /** Waits until so many acks came, since the beginning; an AssertionError if they don't. */
  synchronized void await(long count, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (bytes < count * AckSink.FRAME_BYTES) {
      long leftMillis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (leftMillis <= 0) {
        throw new AssertionError(bytes / AckSink.FRAME_BYTES + " acks came, not " + count);
      }
      wait(leftMillis);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
