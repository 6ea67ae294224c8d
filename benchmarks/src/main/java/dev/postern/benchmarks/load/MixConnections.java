package dev.postern.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections to the mix port, in turn. They block the sender: a write from its own thread takes
 * less time than a hand-over to an event loop, and that time is part of what is measured.
 */
final class MixConnections implements Outlet {
  private final List<SocketChannel> connections = new ArrayList<>();
  private int next;

  /** Opens so many. */
  MixConnections(InetSocketAddress gateway, int count) throws IOException {
    try {
      for (int i = 0; i < count; i++) {
        SocketChannel connection = SocketChannel.open(gateway);
        connections.add(connection);
        connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  @Override
  public void send(PacketStock stock, int first, int frames) throws IOException {
    SocketChannel connection = connections.get(next++ % connections.size());
    for (int sent = 0; sent < frames; ) {
      int piece = stock.contiguous(first + sent, frames - sent);
      ByteBuffer bytes = stock.frames(first + sent, piece);
      while (bytes.hasRemaining()) {
        connection.write(bytes);
      }
      sent += piece;
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel connection : connections) {
      connection.close();
    }
  }
}
