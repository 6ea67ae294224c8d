package dev.postern.app.api;

import dev.postern.app.directory.AnnouncedEndpoints;
import dev.postern.app.directory.HostLookup;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * The IP addresses of what is announced. Names are looked up now and then, when somebody asks, on a
 * thread that carries no traffic. Thread-safe; nothing waits.
 */
final class AnnouncedAddresses {
  private static final Duration GOOD_FOR = Duration.ofMinutes(10);
  private static final Duration TRIED_AGAIN_AFTER = Duration.ofSeconds(5);

  private final AnnouncedEndpoints announced;
  private final HostLookup lookup;
  private final LongSupplier nanoTime;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile List<InetAddress> known;
  private volatile long nextLook;

  /**
   * IP addresses are known at once, and those of names as soon as they are found.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  AnnouncedAddresses(AnnouncedEndpoints announced, HostLookup lookup, LongSupplier nanoTime) {
    this.announced = announced;
    this.lookup = lookup;
    this.nanoTime = nanoTime;
    this.nextLook = nanoTime.getAsLong();
    this.known = announced.haveNames() ? List.of() : announced.addresses(lookup);
  }

  /** Best first; none as long as none is known. */
  List<InetAddress> now() {
    if (announced.haveNames()
        && nanoTime.getAsLong() - nextLook >= 0
        && looking.compareAndSet(false, true)) {
      var unused = CompletableFuture.runAsync(this::look);
    }
    return known;
  }

  private void look() {
    try {
      List<InetAddress> found = announced.addresses(lookup);
      if (!found.isEmpty()) { // else what was known is better than nothing
        known = found;
      }
      Duration pause = found.isEmpty() ? TRIED_AGAIN_AFTER : GOOD_FOR;
      nextLook = nanoTime.getAsLong() + pause.toNanos();
    } finally {
      looking.set(false);
    }
  }
}
