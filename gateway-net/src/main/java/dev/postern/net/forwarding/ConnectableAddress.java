package dev.postern.net.forwarding;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Tells addresses that a connection can be made to from those that only waste an attempt. */
final class ConnectableAddress {
  private static final byte BROADCAST = (byte) 0xff;

  private ConnectableAddress() {}

  /** Whether this is one host's port: not port 0, a wildcard, a multicast group or broadcast. */
  static boolean test(InetSocketAddress socket) {
    InetAddress address = socket.getAddress();
    return socket.getPort() != 0
        && !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && !isBroadcast(address);
  }

  private static boolean isBroadcast(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4
        && bytes[0] == BROADCAST
        && bytes[1] == BROADCAST
        && bytes[2] == BROADCAST
        && bytes[3] == BROADCAST;
  }
}
