package dev.postern.app.crash;

import dev.postern.sphinx.FinalHop;
import dev.postern.sphinx.InvalidPacketException;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxUnwrapper;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;

/** The mix node that all SURB-acks are made for; it opens them and notes what they acknowledge. */
final class AckSink implements AutoCloseable {
  private static final int FRAME_PREFIX_BYTES = 2;

  private final SphinxPrivateKey key = SphinxPrivateKey.generate(new SecureRandom());
  private final SphinxUnwrapper unwrapper = new SphinxUnwrapper(key, CryptoEngine.best());
  private final Ledger ledger;
  private final ServerSocket listener;

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
    return new RouteHop(
        NodeAddress.of(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort())),
        key.publicKey(),
        Duration.ZERO);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        start(() -> read(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void read(Socket socket) {
    byte[] packet = new byte[PacketSize.ACK.packetBytes()];
    try (socket;
        DataInputStream in = new DataInputStream(socket.getInputStream())) {
      while (true) {
        in.skipNBytes(FRAME_PREFIX_BYTES);
        in.readFully(packet);
        if (unwrapper.unwrap(packet) instanceof FinalHop hop) {
          ledger.acknowledged(ByteBuffer.wrap(hop.message()).getLong());
        }
      }
    } catch (IOException e) {
      // The gateway was killed.
    } catch (InvalidPacketException e) {
      throw new AssertionError("the gateway sent a broken ack", e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
