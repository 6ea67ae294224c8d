package dev.postern.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A TCP relay between a client and the gateway, whose direction towards the gateway can be held up:
 * the client reads what it is pushed, and its pongs don't arrive.
 */
final class HoldableWay implements AutoCloseable {
  private final InetSocketAddress gateway;
  private final ServerSocket listener;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private boolean held; // guarded by this

  private HoldableWay(InetSocketAddress gateway) throws IOException {
    this.gateway = gateway;
    this.listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  static HoldableWay to(InetSocketAddress gateway) throws IOException {
    return new HoldableWay(gateway);
  }

  URI uri() {
    return URI.create("ws://127.0.0.1:" + listener.getLocalPort());
  }

  /** From now on nothing comes through to the gateway; it waits here. */
  synchronized void hold() {
    held = true;
  }

  /** What waits goes on, and all that comes after it. */
  synchronized void release() {
    held = false;
    notifyAll();
  }

  /** Ends all connections; what was held up never arrives. New ones come through. */
  void cut() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
    release();
  }

  private synchronized void awaitReleased() {
    while (held) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(gateway.getAddress(), gateway.getPort());
        sockets.add(client);
        sockets.add(server);
        daemon(() -> relay(client, server, this::awaitReleased));
        daemon(() -> relay(server, client, () -> {}));
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private static void relay(Socket from, Socket to, Runnable beforeEach) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[1 << 16];
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        beforeEach.run();
        out.write(bytes, 0, read);
      }
    } catch (IOException e) {
      // one side is gone, and with it the other
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "holdable-way");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
