package dev.postern.app.crash;

import dev.postern.app.demo.DemoClient;
import dev.postern.app.demo.DemoFailure;
import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.net.nym09.ServerResponse;
import dev.postern.sphinx.DestinationAddress;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * A client that comes, reads for a while and drops its connection without a word, again and again.
 * For one thread at a time.
 */
final class Reader {
  private static final int LONGEST_VISIT = 400; // messages
  private static final String NOT_REGISTERED =
      ControlMessageCodec.write(ServerResponse.NOT_AUTHENTICATED);

  private final DemoClient client;
  private final Ledger ledger;
  private final Random random;
  private boolean registered; // with the keys that it has
  private long last; // in this session

  Reader(DemoClient client, Ledger ledger, long seed) {
    this.client = client;
    this.ledger = ledger;
    this.random = new Random(seed);
  }

  DestinationAddress address() {
    return client.address();
  }

  /**
   * Agrees on new keys. If there is no answer it can't know which keys hold, and has to try again.
   *
   * @return whether the gateway said that it keeps them
   */
  boolean register() {
    registered = false;
    try {
      client.register();
    } catch (DemoFailure e) {
      return false; // the gateway was killed, or has not seen yet that the last connection is gone
    }
    registered = true;
    last = 0;
    leave();
    return true;
  }

  /** Comes and goes until the gateway is gone; now and then with new keys. */
  void readWhile(BooleanSupplier gatewayLives) {
    while (gatewayLives.getAsBoolean()) {
      if (!registered || random.nextInt(20) == 0) {
        register();
      } else if (come()) {
        readSome(1 + random.nextInt(LONGEST_VISIT));
        leave();
      }
    }
  }

  /** Comes and goes until it has everything that was acknowledged, or the gateway is gone. */
  void catchUpWhile(BooleanSupplier gatewayLives) {
    while (gatewayLives.getAsBoolean() && !ledger.isComplete(address())) {
      if (!registered) {
        register();
      } else if (come()) {
        readSome(ledger.missing(address()).size());
        leave();
      }
    }
  }

  /** Comes and goes at once, unless the gateway is gone. */
  void showUpWhile(BooleanSupplier gatewayLives) {
    while (gatewayLives.getAsBoolean()) {
      if (come()) {
        leave();
        return;
      }
    }
  }

  /** Whether it is here now. What it once agreed on with the gateway must be enough for that. */
  private boolean come() {
    try {
      client.authenticate();
      last = 0;
      return true;
    } catch (DemoFailure e) {
      if (e.getMessage().contains(NOT_REGISTERED)) {
        throw new AssertionError("the gateway doesn't know " + address() + " any more", e);
      }
      return false; // the gateway was killed, or has not seen yet that the last connection is gone
    }
  }

  private void readSome(int count) {
    try {
      for (int i = 0; i < count; i++) {
        note(client.receive());
      }
    } catch (DemoFailure e) {
      // The gateway was killed, or has nothing for this client at the moment.
    }
  }

  private void leave() {
    client.drop().forEach(this::note);
  }

  private void note(byte[] content) {
    long id = PacketSource.idOf(content, address());
    if (id <= last) {
      throw new AssertionError("message " + id + " came after " + last + " in one session");
    }
    ledger.received(id, address());
    last = id;
  }
}
