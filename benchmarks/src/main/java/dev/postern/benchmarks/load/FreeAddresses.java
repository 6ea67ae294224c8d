package dev.postern.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Two loopback addresses that are free now, and hardly taken until a gateway asks for them.
 *
 * @param mixnet for mix packets
 * @param clients for clients; never the same
 */
record FreeAddresses(InetSocketAddress mixnet, InetSocketAddress clients) {
  /** The kernel's choice. */
  static FreeAddresses find() throws IOException {
    // Both are held at once: a port that was let go may be the kernel's next choice.
    try (ServerSocket mixnet = open();
        ServerSocket clients = open()) {
      return new FreeAddresses(address(mixnet), address(clients));
    }
  }

  private static ServerSocket open() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static InetSocketAddress address(ServerSocket socket) {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }
}
