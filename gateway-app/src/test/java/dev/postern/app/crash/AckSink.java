package dev.postern.app.crash;

import dev.postern.sphinx.FinalHop;
import dev.postern.sphinx.InvalidPacketException;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxUnwrapper;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The mix node that all SURB-acks are made for; it opens them and notes what they acknowledge. */
final class AckSink implements AutoCloseable {
  static final int FRAME_BYTES = PacketSource.HEAD_BYTES + PacketSize.ACK.packetBytes();
  private static final int BUFFER_BYTES = 64 * 1024;

  private final SphinxPrivateKey key = SphinxPrivateKey.generate(new SecureRandom());
  private final Ledger ledger;
  private final ServerSocket listener;

  // Guarded by this.
  private final Set<SocketAddress> open = new HashSet<>();
  private @Nullable SocketAddress latest;
  private @Nullable Throwable failure;

  AckSink(Ledger ledger) throws IOException {
    this.ledger = ledger;
    this.listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "ack-sink");
    thread.setDaemon(true);
    thread.start();
  }

  /** The route of an ack: it ends here. */
  RouteHop hop() {
    return new RouteHop(NodeAddress.of(address()), key.publicKey(), Duration.ZERO);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        opened(socket.getRemoteSocketAddress());
        start(() -> read(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void read(Socket socket) {
    byte[] packet = new byte[PacketSize.ACK.packetBytes()];
    SphinxUnwrapper unwrapper = new SphinxUnwrapper(key, CryptoEngine.best());
    Throwable complaint = null;
    try (socket;
        DataInputStream in =
            new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES))) {
      while (true) {
        in.skipNBytes(PacketSource.HEAD_BYTES);
        in.readFully(packet);
        if (unwrapper.unwrap(packet) instanceof FinalHop hop) {
          ledger.acknowledged(ByteBuffer.wrap(hop.message()).getLong());
        }
      }
    } catch (IOException e) {
      // The gateway was killed.
    } catch (InvalidPacketException | AssertionError e) {
      complaint = e;
    } finally {
      ended(socket.getRemoteSocketAddress(), complaint);
    }
  }

  private synchronized void opened(SocketAddress peer) {
    open.add(peer);
    latest = peer;
    notifyAll();
  }

  private synchronized void ended(SocketAddress peer, @Nullable Throwable complaint) {
    open.remove(peer);
    failure = failure == null ? complaint : failure;
    notifyAll();
  }

  /** Once the gateway is dead: waits until all that it sent has been read. */
  void awaitEnd(Duration limit) throws IOException, InterruptedException {
    SocketAddress marker;
    // It is accepted after all connections that are still in the queue.
    try (Socket last = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
      marker = last.getLocalSocketAddress();
    }
    long deadline = System.nanoTime() + limit.toNanos();
    synchronized (this) {
      while (!marker.equals(latest) || !open.isEmpty()) {
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (leftMillis <= 0) {
          throw new AssertionError(open + " did not end");
        }
        wait(leftMillis);
      }
      if (failure != null) {
        throw new AssertionError("an ack that must not be", failure);
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
