package dev.postern.net.client;

import dev.postern.net.AdmissionLimits;
import java.time.Duration;

/**
 * Limits of the client listener.
 *
 * @param admission how much is admitted of strangers, and of each client
 * @param upgradeTimeout how long a connection may take to become a WebSocket
 * @param loginTimeout how long a WebSocket may take to become a client's
 * @param windowMessages how many messages are on their way to a client, unconfirmed, at most
 * @param windowBytes the same in bytes; one message may go beyond it
 * @param confirmationTimeout how long a client may leave all pings without a pong
 * @param takeoverTimeout how long a client may do so if it logs in once more
 * @param closeTimeout how long {@link ClientServer#close} waits
 */
public record ClientOptions(
    AdmissionLimits admission,
    Duration upgradeTimeout,
    Duration loginTimeout,
    int windowMessages,
    int windowBytes,
    Duration confirmationTimeout,
    Duration takeoverTimeout,
    Duration closeTimeout) {
  /** {@link AdmissionLimits#defaults}, 10 s, 10 s, 256 messages or 4 MiB, 30 s, 2 s, 2 s. */
  public static ClientOptions defaults() {
    return new ClientOptions(
        AdmissionLimits.defaults(),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        256,
        4 * 1024 * 1024,
        Duration.ofSeconds(30),
        Duration.ofSeconds(2),
        Duration.ofSeconds(2));
  }

  /** Refuses what makes no sense. */
  public ClientOptions {
    if (upgradeTimeout.isNegative()
        || !isPositive(loginTimeout)
        || windowMessages < 1
        || windowBytes < 1
        || !isPositive(confirmationTimeout)
        || !isPositive(takeoverTimeout)
        || closeTimeout.isNegative()) {
      throw new IllegalArgumentException("client limits must be positive");
    }
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  /** The same with other limits for strangers. */
  public ClientOptions withAdmission(AdmissionLimits limits) {
    return new ClientOptions(
        limits,
        upgradeTimeout,
        loginTimeout,
        windowMessages,
        windowBytes,
        confirmationTimeout,
        takeoverTimeout,
        closeTimeout);
  }

  /** The same with another time to upgrade in. */
  public ClientOptions withUpgradeTimeout(Duration timeout) {
    return new ClientOptions(
        admission,
        timeout,
        loginTimeout,
        windowMessages,
        windowBytes,
        confirmationTimeout,
        takeoverTimeout,
        closeTimeout);
  }

  /** The same with another time to log in in. */
  public ClientOptions withLoginTimeout(Duration timeout) {
    return new ClientOptions(
        admission,
        upgradeTimeout,
        timeout,
        windowMessages,
        windowBytes,
        confirmationTimeout,
        takeoverTimeout,
        closeTimeout);
  }

  /** The same with another window. */
  public ClientOptions withWindow(int messages, int bytes) {
    return new ClientOptions(
        admission,
        upgradeTimeout,
        loginTimeout,
        messages,
        bytes,
        confirmationTimeout,
        takeoverTimeout,
        closeTimeout);
  }

  /** The same with another patience for confirmations. */
  public ClientOptions withConfirmationTimeout(Duration timeout) {
    return new ClientOptions(
        admission,
        upgradeTimeout,
        loginTimeout,
        windowMessages,
        windowBytes,
        timeout,
        takeoverTimeout,
        closeTimeout);
  }

  /** The same with another patience for a client that logs in once more. */
  public ClientOptions withTakeoverTimeout(Duration timeout) {
    return new ClientOptions(
        admission,
        upgradeTimeout,
        loginTimeout,
        windowMessages,
        windowBytes,
        confirmationTimeout,
        timeout,
        closeTimeout);
  }
}
