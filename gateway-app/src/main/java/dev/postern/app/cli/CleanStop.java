package dev.postern.app.cli;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGINT and SIGTERM close a gateway and end the process with exit code 0, within 10 s.
 *
 * <p>A JVM that a signal ends exits with 130 or 143 whatever its shutdown hooks did, and a service
 * manager takes that for a failure. So the hook, once the gateway is closed, halts with 0 itself.
 * See docs/adr/0011.
 */
final class CleanStop {
  private static final Logger log = LoggerFactory.getLogger(CleanStop.class);
  private static final Duration PATIENCE = Duration.ofSeconds(9);

  private final Runnable close;
  private final Thread hook = new Thread(this::stop, "postern-stop");

  private CleanStop(Runnable close) {
    this.close = close;
  }

  /** From now on a signal closes it. */
  static CleanStop onSignal(Runnable close) {
    CleanStop stop = new CleanStop(close);
    Runtime.getRuntime().addShutdownHook(stop.hook);
    return stop;
  }

  /** Signals do what they did before. If one has come already this never returns. */
  void disarm() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      while (true) {
        LockSupport.park(this);
      }
    }
  }

  private void stop() {
    log.info("Stopping");
    Thread closing = new Thread(close, "postern-close");
    closing.setDaemon(true);
    closing.start();
    Runtime.getRuntime().halt(endsInTime(closing) ? 0 : 1);
  }

  private static boolean endsInTime(Thread closing) {
    try {
      closing.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      log.warn("Interrupted while stopping");
    }
    boolean ended = !closing.isAlive();
    if (ended) {
      log.info("Stopped");
    } else {
      log.error("Not closed within {} s; giving up", PATIENCE.toSeconds());
    }
    return ended;
  }
}
