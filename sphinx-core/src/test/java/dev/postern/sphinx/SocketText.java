package dev.postern.sphinx;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Sockets as the vectors write them: {@code 1.2.3.4:1789}, {@code [::1]:1789}. */
final class SocketText {
  private SocketText() {}

  static InetSocketAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, colon).replace("[", "").replace("]", "");
    try {
      return new InetSocketAddress(
          InetAddress.getByName(host), Integer.parseInt(text.substring(colon + 1)));
    } catch (UnknownHostException e) {
      throw new AssertionError("the vectors hold literals only: " + text, e);
    }
  }
}
