package dev.postern.net.forwarding;

import dev.postern.sphinx.NodeAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * An address on loopback that neither takes nor refuses connections: a listener whose backlog is
 * full, so that the kernel leaves further attempts unanswered.
 */
final class BlackHole implements AutoCloseable {
  private static final int BACKLOG = 1;
  private static final int ATTEMPTS = 8; // more than any kernel takes for that backlog

  private final ServerSocketChannel listener;
  private final List<SocketChannel> attempts = new ArrayList<>();

  BlackHole() throws IOException {
    listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      SocketChannel channel = SocketChannel.open();
      attempts.add(channel);
      channel.configureBlocking(false);
      channel.connect(listener.getLocalAddress());
    }
  }

  NodeAddress address() throws IOException {
    return NodeAddress.of((InetSocketAddress) listener.getLocalAddress());
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel attempt : attempts) {
      attempt.close();
    }
    listener.close();
  }
}
