package dev.postern.net.forwarding;

import com.google.common.net.InetAddresses;
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
    this(InetAddress.getLoopbackAddress());
  }

  /** The same on every loopback address, 127.0.0.1 to 127.255.255.255. */
  static BlackHole everywhere() throws IOException {
    return new BlackHole(InetAddresses.fromInteger(0));
  }

  private BlackHole(InetAddress host) throws IOException {
    listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(host, 0), BACKLOG);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      SocketChannel channel = SocketChannel.open();
      attempts.add(channel);
      channel.configureBlocking(false);
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
    }
  }

  NodeAddress address() throws IOException {
    return at("127.0.0.1");
  }

  /** One of those of {@link #everywhere}. */
  NodeAddress at(String loopback) throws IOException {
    return NodeAddress.of(new InetSocketAddress(loopback, port()));
  }

  private int port() throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel attempt : attempts) {
      attempt.close();
    }
    listener.close();
  }
}
