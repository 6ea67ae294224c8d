package dev.postern.app.crash;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends packets at a rate. Each is due at its own time and is measured from then, whatever became
 * of those before it: a gateway that stops for a second doesn't get away with one slow packet. For
 * one thread.
 */
final class PacedSender implements AutoCloseable {
  private final Socket socket;
  private final OutputStream out;
  private long sent;

  PacedSender(InetSocketAddress gateway) throws IOException {
    socket = new Socket(gateway.getAddress(), gateway.getPort());
    socket.setTcpNoDelay(true);
    out = socket.getOutputStream();
  }

  /** Clients that get their packets in turn. */
  static final class Lane {
    private final List<LoadClient> clients;
    private final long intervalNanos;
    private long count;

    Lane(List<LoadClient> clients, int perSecond) {
      this.clients = clients;
      this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    private long due(long start) {
      return start + count * intervalNanos;
    }

    private LoadClient next() {
      return clients.get((int) (count++ % clients.size()));
    }
  }

  /** All lanes at a time, for so long. */
  void send(long nanos, Lane... lanes) throws IOException {
    long start = System.nanoTime();
    while (true) {
      Lane first = lanes[0];
      for (Lane lane : lanes) {
        first = lane.due(start) - first.due(start) < 0 ? lane : first;
      }
      long due = first.due(start);
      if (due - start >= nanos) {
        return;
      }
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      send(first.next(), due);
    }
  }

  /** One packet, now. */
  void send(LoadClient client) throws IOException {
    send(client, System.nanoTime());
  }

  private void send(LoadClient client, long due) throws IOException {
    client.sent(due);
    out.write(client.packet());
    sent++;
  }

  /** Since the beginning. */
  long sent() {
    return sent;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
