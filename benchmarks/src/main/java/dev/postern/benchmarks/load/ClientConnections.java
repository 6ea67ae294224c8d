package dev.postern.benchmarks.load;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.util.List;

/** The clients' own connections: frame i is client i's, counted round. */
final class ClientConnections implements Outlet {
  private final List<LoadClient> clients;
  private final EventLoop loop;

  /** Of clients that are online; writes on one event loop of theirs. */
  ClientConnections(List<LoadClient> clients, EventLoop loop) {
    this.clients = clients;
    this.loop = loop;
  }

  @Override
  public void send(PacketStock stock, int first, int frames) {
    // One hand-over for all of them, and always to the same loop, so that order stays.
    loop.execute(
        () -> {
          for (int i = first; i < first + frames; i++) {
            LoadClient client = clients.get(i % clients.size());
            client.writeFrame(Unpooled.wrappedBuffer(stock.frames(i, 1)));
          }
        });
  }

  /** The connections stay the clients'. */
  @Override
  public void close() {}
}
