package dev.postern.app.interop;

import dev.postern.sphinx.InPlaceUnwrapper;
import dev.postern.sphinx.InvalidPacketException;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A mix node of every generation that never waits: takes a layer off and sends on in the frame that
 * the packet came in. What can't be sent on is lost, as on any network; the clients send it again.
 */
final class StubMix implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SphinxPrivateKey key = SphinxPrivateKey.generate(RANDOM);
  private final IdentityPrivateKey identity = IdentityPrivateKey.generate(RANDOM);
  private final ServerSocket listener;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final Map<InetSocketAddress, Socket> hops = new HashMap<>(); // guarded by itself

  private StubMix(ServerSocket listener) {
    this.listener = listener;
  }

  static StubMix start() throws IOException {
    StubMix mix = new StubMix(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()));
    mix.run(mix::accept);
    return mix;
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  SphinxPrivateKey key() {
    return key;
  }

  IdentityPrivateKey identity() {
    return identity;
  }

  /** What came and should not have come. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  private void run(Runnable task) {
    Thread thread = new Thread(task, "stub-mix");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        run(() -> read(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void read(Socket socket) {
    InPlaceUnwrapper unwrapper = new InPlaceUnwrapper(key, CryptoEngine.best());
    try (socket;
        var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()))) {
      while (true) {
        Frame frame = Frame.read(in);
        int packet = frame.packetOffset();
        int length = frame.bytes().length - packet;
        if (unwrapper.unwrap(frame.bytes(), packet, length) == InPlaceUnwrapper.Hop.FORWARD) {
          send(unwrapper.nextHop().toSocketAddress(), frame.bytes());
        } else {
          complaints.add("a packet that ends here");
        }
      }
    } catch (IOException e) {
      // The peer has gone.
    } catch (InvalidPacketException e) {
      complaints.add("a packet that can't be opened: " + e.getMessage());
    }
  }

  private void send(InetSocketAddress to, byte[] frame) {
    synchronized (hops) {
      try {
        write(to, frame);
      } catch (IOException gone) {
        close(hops.remove(to));
        try {
          write(to, frame); // the node came back, and the connection was from before
        } catch (IOException e) {
          close(hops.remove(to));
        }
      }
    }
  }

  private void write(InetSocketAddress to, byte[] frame) throws IOException {
    Socket socket = hops.get(to);
    if (socket == null) {
      socket = new Socket(to.getAddress(), to.getPort());
      socket.setTcpNoDelay(true);
      hops.put(to, socket);
      Socket opened = socket;
      run(() -> forgetWhenEnded(to, opened));
    }
    socket.getOutputStream().write(frame);
  }

  /** A node says nothing on such a connection until it ends it. */
  private void forgetWhenEnded(InetSocketAddress to, Socket socket) {
    try (socket) {
      int unused = socket.getInputStream().read();
    } catch (IOException e) {
      // It ended in another way.
    }
    synchronized (hops) {
      hops.remove(to, socket);
    }
  }

  private static void close(Closeable closeable) {
    if (closeable != null) {
      try {
        closeable.close();
      } catch (IOException e) {
        // It is of no more use either way.
      }
    }
  }

  @Override
  public void close() {
    close(listener);
    synchronized (hops) {
      hops.values().forEach(StubMix::close);
    }
  }

  /**
   * A packet in the frame of its generation, whole.
   *
   * <pre>
   *  size, type | packet
   *  7, size, type | packet
   *  8, size, type, rotation | packet
   * </pre>
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  private record Frame(byte[] bytes, int packetOffset) {
    private static final PacketSize[] SIZES = {
      PacketSize.REGULAR,
      PacketSize.ACK,
      PacketSize.EXTENDED_32,
      PacketSize.EXTENDED_8,
      PacketSize.EXTENDED_16
    };

    static Frame read(DataInputStream in) throws IOException {
      int first = in.readUnsignedByte();
      int packetOffset = first == 8 ? 4 : first == 7 ? 3 : 2;
      byte[] header = new byte[packetOffset];
      header[0] = (byte) first;
      in.readFully(header, 1, packetOffset - 1);
      int size = packetOffset == 2 ? first : header[1];
      byte[] bytes = new byte[packetOffset + SIZES[size - 1].packetBytes()];
      System.arraycopy(header, 0, bytes, 0, packetOffset);
      in.readFully(bytes, packetOffset, bytes.length - packetOffset);
      return new Frame(bytes, packetOffset);
    }
  }
}
