package dev.postern.app;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Ports on loopback for those who must know theirs before somebody listens, or want one where
 * nobody does. They lie below what systems give to connections by themselves (from 32768 on Linux,
 * 49152 by RFC 6335), so nobody gets one by chance in the meantime.
 */
public final class FreePort {
  private static final int LOWEST = 10_000;
  private static final int BEHIND_HIGHEST = 30_000;

  private static final Set<Integer> chosen = new HashSet<>();
  private static final Random random = new Random();

  private FreePort() {}

  /** Free now; another one each time. */
  public static synchronized InetSocketAddress choose() throws IOException {
    while (true) {
      int port = LOWEST + random.nextInt(BEHIND_HIGHEST - LOWEST);
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      if (isFree(address) && chosen.add(port)) {
        return address;
      }
    }
  }

  private static boolean isFree(InetSocketAddress address) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(address);
      return true;
    } catch (BindException taken) {
      return false;
    }
  }
}
