package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client whose library answers pings by itself, in a thread of its own. */
final class LivingClient implements AutoCloseable {
  private final RawWebSocket socket;
  private final BlockingQueue<RawWebSocket.Frame> received = new LinkedBlockingQueue<>();
  private final Thread reader;

  /** Takes over a connection on which nobody reads any more. */
  LivingClient(RawWebSocket socket) {
    this.socket = socket;
    this.reader = new Thread(this::readOn, "living-client");
    reader.start();
  }

  private void readOn() {
    try {
      while (true) {
        received.add(socket.readConfirming());
      }
    } catch (UncheckedIOException closed) {
      // by either side
    }
  }

  /** The next frame that isn't a ping. */
  RawWebSocket.Frame read() {
    try {
      RawWebSocket.Frame frame = received.poll(1, TimeUnit.MINUTES);
      if (frame == null) {
        throw new AssertionError("nothing came for a minute");
      }
      return frame;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** All that is on its way has been read: nothing comes before the answer to this ping. */
  void expectNothingMore() {
    socket.send(RawWebSocket.frame(RawWebSocket.PING, new byte[] {7}));
    assertThat(read()).hasToString("10:07");
  }

  @Override
  public void close() {
    socket.close();
    try {
      reader.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
