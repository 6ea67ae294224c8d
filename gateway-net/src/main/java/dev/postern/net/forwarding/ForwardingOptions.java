package dev.postern.net.forwarding;

import dev.postern.net.nym09.FramedSphinxPacket;
import dev.postern.sphinx.PacketSize;
import java.time.Duration;

/**
 * Limits of the way out. The first four are the configuration's {@code [debug]} values (spec §6).
 *
 * @param initialBackoff before the second attempt at a hop that refused; it doubles with each
 *     ({@code packet_forwarding_initial_backoff})
 * @param maximumBackoff and grows no further ({@code packet_forwarding_maximum_backoff})
 * @param connectTimeout of one attempt ({@code initial_connection_timeout})
 * @param maximumAttempts in a row that fail, after which the hop is forgotten: the next packet
 *     starts anew ({@code maximum_reconnection_attempts})
 * @param maxHops known at a time; the least recently used idle one makes way
 * @param queueBytes of frames that wait for one hop; at least one extended frame
 * @param closeTimeout how long {@link TcpPacketForwarder#close} waits for queues to empty
 */
public record ForwardingOptions(
    Duration initialBackoff,
    Duration maximumBackoff,
    Duration connectTimeout,
    int maximumAttempts,
    int maxHops,
    int queueBytes,
    Duration closeTimeout) {
  /** 10 s, 5 min, 1.5 s, 20 attempts; 1024 hops of 512 KiB; 2 s. */
  public static ForwardingOptions defaults() {
    return new ForwardingOptions(
        Duration.ofSeconds(10),
        Duration.ofMinutes(5),
        Duration.ofMillis(1500),
        20,
        1024,
        512 * 1024,
        Duration.ofSeconds(2));
  }

  /** Refuses what makes no sense. */
  public ForwardingOptions {
    if (initialBackoff.isNegative()
        || maximumBackoff.isNegative()
        || connectTimeout.toMillis() < 1
        || connectTimeout.toMillis() > Integer.MAX_VALUE
        || maximumAttempts < 0
        || maxHops < 1
        || queueBytes < FramedSphinxPacket.frameBytes(PacketSize.EXTENDED)
        || closeTimeout.isNegative()) {
      throw new IllegalArgumentException("forwarding limits out of range");
    }
  }

  /** The same with other waiting times. */
  public ForwardingOptions withBackoff(Duration initial, Duration maximum) {
    return new ForwardingOptions(
        initial, maximum, connectTimeout, maximumAttempts, maxHops, queueBytes, closeTimeout);
  }

  /** The same with another connect timeout. */
  public ForwardingOptions withConnectTimeout(Duration timeout) {
    return new ForwardingOptions(
        initialBackoff,
        maximumBackoff,
        timeout,
        maximumAttempts,
        maxHops,
        queueBytes,
        closeTimeout);
  }

  /** The same with another number of attempts. */
  public ForwardingOptions withMaximumAttempts(int attempts) {
    return new ForwardingOptions(
        initialBackoff,
        maximumBackoff,
        connectTimeout,
        attempts,
        maxHops,
        queueBytes,
        closeTimeout);
  }

  /** The same with another number of hops. */
  public ForwardingOptions withMaxHops(int hops) {
    return new ForwardingOptions(
        initialBackoff,
        maximumBackoff,
        connectTimeout,
        maximumAttempts,
        hops,
        queueBytes,
        closeTimeout);
  }

  /** The same with another bound of a hop's queue. */
  public ForwardingOptions withQueueBytes(int bytes) {
    return new ForwardingOptions(
        initialBackoff,
        maximumBackoff,
        connectTimeout,
        maximumAttempts,
        maxHops,
        bytes,
        closeTimeout);
  }

  /** The same with another time to close. */
  public ForwardingOptions withCloseTimeout(Duration timeout) {
    return new ForwardingOptions(
        initialBackoff,
        maximumBackoff,
        connectTimeout,
        maximumAttempts,
        maxHops,
        queueBytes,
        timeout);
  }
}
