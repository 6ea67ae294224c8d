package dev.postern.net.client;

import dev.postern.sphinx.DestinationAddress;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has the registry know that a client is in use for as long as it is here, which may be months.
 * Runs on the event loop.
 */
final class NotesOfUse {
  static final Duration INTERVAL = Duration.ofHours(1);

  private final EventLoop loop;
  private final ClientServices services;
  private final DestinationAddress client;
  private @Nullable Future<?> task; // null unless begun

  NotesOfUse(EventLoop loop, ClientServices services, DestinationAddress client) {
    this.loop = loop;
    this.services = services;
    this.client = client;
  }

  /** The login itself has been noted. */
  void begin() {
    long nanos = INTERVAL.toNanos();
    task = loop.scheduleAtFixedRate(this::note, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** Notes the end, too, if it had begun. */
  void end() {
    if (task != null) {
      task.cancel(false);
      note();
    }
  }

  private void note() {
    services.store().clients().used(client, services.clock().instant());
  }
}
