package dev.postern.net.forwarding;

import dev.postern.sphinx.NodeAddress;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;

/** A next hop on loopback that does nothing of its own accord. */
final class Receiver implements AutoCloseable {
  private static final int LIMIT_MILLIS = 60_000;

  private final ServerSocket listener;

  Receiver() throws IOException {
    this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private Receiver(SocketAddress address) throws IOException {
    listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.setReceiveBufferSize(16 * 1024);
    listener.setSoTimeout(LIMIT_MILLIS);
    listener.bind(address);
  }

  /** One that listens where another one did. */
  static Receiver at(NodeAddress address) throws IOException {
    return new Receiver(address.toSocketAddress());
  }

  /** An address where nobody listens. */
  static NodeAddress nobody() throws IOException {
    try (Receiver gone = new Receiver()) {
      return gone.address();
    }
  }

  NodeAddress address() {
    return NodeAddress.of((InetSocketAddress) listener.getLocalSocketAddress());
  }

  /** The next connection that somebody made. */
  Socket accept() throws IOException {
    Socket socket = listener.accept();
    socket.setSoTimeout(LIMIT_MILLIS);
    return socket;
  }

  /** The next frame on a connection. */
  static byte[] readFrame(Socket socket, int frameBytes) throws IOException {
    byte[] frame = new byte[frameBytes];
    new DataInputStream(socket.getInputStream()).readFully(frame);
    return frame;
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
