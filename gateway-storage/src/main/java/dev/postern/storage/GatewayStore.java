package dev.postern.storage;

import java.time.Clock;

/**
 * Everything that a gateway keeps, in one place that one process owns. Thread-safe; no method
 * blocks on a disk or a network but {@link #close}: what takes time ends in a future. Futures
 * complete on a thread of the store, which whoever hangs work on must not hold up.
 */
public interface GatewayStore extends AutoCloseable {
  /** Who may have an inbox here. */
  ClientRegistry clients();

  /** Their messages. */
  InboxStore inboxes();

  /** What was seen and is taken only once. */
  ReplayMemory replays();

  /**
   * The time that registrations and messages are dated by. It follows the machine's clock, but not
   * its leaps, so that nothing gets old in a moment.
   */
  Clock clock();

  /**
   * Makes all that was appended durable, or fails it, and releases the store. Everything after that
   * is refused.
   */
  @Override
  void close();
}
