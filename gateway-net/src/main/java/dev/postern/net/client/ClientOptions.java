package dev.postern.net.client;

import java.time.Duration;

/**
 * Limits of the client listener.
 *
 * @param maxConnections open at a time; one more is closed at once
 * @param upgradeTimeout how long a connection may take to become a WebSocket
 * @param windowMessages how many messages are on their way to a client, unconfirmed, at most
 * @param windowBytes the same in bytes; one message may go beyond it
 * @param closeTimeout how long {@link ClientServer#close} waits
 */
public record ClientOptions(
    int maxConnections,
    Duration upgradeTimeout,
    int windowMessages,
    int windowBytes,
    Duration closeTimeout) {
  /** 16384 connections, 10 s, 256 messages or 4 MiB, 2 s. */
  public static ClientOptions defaults() {
    return new ClientOptions(
        16384, Duration.ofSeconds(10), 256, 4 * 1024 * 1024, Duration.ofSeconds(2));
  }

  /** Refuses what makes no sense. */
  public ClientOptions {
    if (maxConnections < 1
        || upgradeTimeout.isNegative()
        || windowMessages < 1
        || windowBytes < 1
        || closeTimeout.isNegative()) {
      throw new IllegalArgumentException("client limits must be positive");
    }
  }

  /** The same with another limit of connections. */
  public ClientOptions withMaxConnections(int limit) {
    return new ClientOptions(limit, upgradeTimeout, windowMessages, windowBytes, closeTimeout);
  }

  /** The same with another time to upgrade in. */
  public ClientOptions withUpgradeTimeout(Duration timeout) {
    return new ClientOptions(maxConnections, timeout, windowMessages, windowBytes, closeTimeout);
  }

  /** The same with another window. */
  public ClientOptions withWindow(int messages, int bytes) {
    return new ClientOptions(maxConnections, upgradeTimeout, messages, bytes, closeTimeout);
  }
}
