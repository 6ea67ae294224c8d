package dev.postern.app.crash;

import dev.postern.app.demo.DemoClient;
import dev.postern.app.demo.DemoFailure;
import dev.postern.sphinx.DestinationAddress;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * A client that comes, reads for a while and drops its connection without a word, again and again.
 * For one thread.
 */
final class Reader {
  private final DemoClient client;
  private final Ledger ledger;
  private final Random random;
  private long last; // in this session

  Reader(DemoClient client, Ledger ledger, long seed) {
    this.client = client;
    this.ledger = ledger;
    this.random = new Random(seed);
    client.register();
    client.drop();
  }

  DestinationAddress address() {
    return client.address();
  }

  /** Comes and goes until the gateway is gone. */
  void readWhile(BooleanSupplier gatewayLives) {
    while (gatewayLives.getAsBoolean()) {
      try {
        client.authenticate();
      } catch (DemoFailure e) {
        // The gateway was killed, or has not seen yet that the last connection is gone.
        continue;
      }
      readSome(1 + random.nextInt(2000));
    }
  }

  private void readSome(int count) {
    last = 0;
    try {
      for (int i = 0; i < count; i++) {
        note(client.receive());
      }
    } catch (DemoFailure e) {
      // The gateway was killed, or has nothing for this client at the moment.
    }
    client.drop().forEach(this::note);
  }

  /** Comes and stays until it has everything that was acknowledged. */
  void readToTheEnd() {
    last = 0;
    client.authenticate();
    while (!ledger.isComplete(client.address())) {
      note(client.receive());
    }
    client.disconnect();
  }

  private void note(byte[] content) {
    long id = PacketSource.idOf(content);
    if (id <= last) {
      throw new AssertionError("message " + id + " came after " + last + " in one session");
    }
    ledger.received(id, client.address());
    last = id;
  }
}
