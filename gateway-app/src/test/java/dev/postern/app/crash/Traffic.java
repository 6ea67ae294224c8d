package dev.postern.app.crash;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.PacketSize;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/**
 * Messages for a client, over one connection, and whether they are acknowledged. For one thread.
 */
final class Traffic implements AutoCloseable {
  private static final Duration SILENCE = Duration.ofSeconds(4);
  private static final Duration BREATH = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int IN_FLIGHT = 64;
  private static final int SOME = 20;

  private final PacketSource source;
  private final Ledger ledger;
  private final Socket socket;

  Traffic(PacketSource source, Ledger ledger) throws IOException {
    this.source = source;
    this.ledger = ledger;
    this.socket = source.connect();
  }

  /** Sends now and then until some acks came; false if they don't. */
  boolean acksCome(DestinationAddress client) throws Exception {
    long enough = ledger.acknowledgedCount() + SOME;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      source.send(socket, client);
      if (ledger.reachesAcknowledged(enough, BREATH)) {
        return true;
      }
    }
    return false;
  }

  /** Whether what is sent now stays unacknowledged. */
  boolean noAcksCome(DestinationAddress client) throws Exception {
    long before = ledger.acknowledgedCount();
    for (int i = 0; i < SOME; i++) {
      source.send(socket, client);
    }
    return !ledger.reachesAcknowledged(before + 1, SILENCE);
  }

  /** Sends the largest packets as fast as they are acknowledged. */
  boolean acksStopWithin(long bytes, DestinationAddress client) throws Exception {
    long before = ledger.acknowledgedCount();
    long most = bytes / PacketSize.EXTENDED_32.plaintextBytes();
    for (long sent = 1; sent <= most; sent++) {
      source.send(socket, client, PacketSize.EXTENDED_32);
      if (!ledger.reachesAcknowledged(before + sent - IN_FLIGHT, SILENCE)) {
        return true;
      }
    }
    return !ledger.reachesAcknowledged(before + most, SILENCE);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
