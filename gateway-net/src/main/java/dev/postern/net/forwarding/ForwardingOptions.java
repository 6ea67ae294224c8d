package dev.postern.net.forwarding;

import dev.postern.net.wire.FramedSphinxPacket;
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
 * @param queueBytes of frames that wait for one hop; at least one extended frame. Eight times as
 *     much if it is connected
 * @param closeTimeout how long {@link TcpPacketForwarder#close} waits for queues to empty
 * @param frame in which form frames go out
 * @param caps what all hops share, and how patient they are
 */
public record ForwardingOptions(
    Duration initialBackoff,
    Duration maximumBackoff,
    Duration connectTimeout,
    int maximumAttempts,
    int maxHops,
    int queueBytes,
    Duration closeTimeout,
    FrameChoice frame,
    Caps caps) {
  /**
   * What hops have in common.
   *
   * @param parallelConnects how many connections are being opened at a time
   * @param memoryBytes of frames that all hops hold, in queues and on the way to sockets
   * @param idleTimeout after which a connection that nothing goes over is closed
   * @param stallTimeout after which a connection that takes nothing of what waits is closed
   * @param watchInterval how often a connection is looked at for the last two
   */
  public record Caps(
      int parallelConnects,
      long memoryBytes,
      Duration idleTimeout,
      Duration stallTimeout,
      Duration watchInterval) {
    /** 64 at a time, 64 MiB, 5 min, 30 s; looked at every 5 s. */
    public static Caps defaults() {
      return new Caps(
          64, 64 << 20, Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ofSeconds(5));
    }

    /** Refuses what makes no sense. */
    public Caps {
      if (parallelConnects < 1
          || memoryBytes < FramedSphinxPacket.MAX_BYTES
          || idleTimeout.isNegative()
          || stallTimeout.isNegative()
          || watchInterval.toNanos() < 1) {
        throw new IllegalArgumentException("forwarding caps out of range");
      }
    }
  }

  /** 10 s, 20 s, 1.5 s, 20 attempts; 1024 hops of 512 KiB; 2 s; frames as the hops read them. */
  public static ForwardingOptions defaults() {
    return new ForwardingOptions(
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        Duration.ofMillis(1500),
        20,
        1024,
        512 * 1024,
        Duration.ofSeconds(2),
        FrameChoice.AUTO,
        Caps.defaults());
  }

  /** Refuses what makes no sense. */
  public ForwardingOptions {
    if (initialBackoff.isNegative()
        || maximumBackoff.isNegative()
        || connectTimeout.toMillis() < 1
        || connectTimeout.toMillis() > Integer.MAX_VALUE
        || maximumAttempts < 0
        || maxHops < 1
        || queueBytes < FramedSphinxPacket.MAX_BYTES
        || closeTimeout.isNegative()) {
      throw new IllegalArgumentException("forwarding limits out of range");
    }
  }

  /** The same with other waiting times. */
  public ForwardingOptions withBackoff(Duration initial, Duration maximum) {
    return new ForwardingOptions(
        initial,
        maximum,
        connectTimeout,
        maximumAttempts,
        maxHops,
        queueBytes,
        closeTimeout,
        frame,
        caps);
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
        closeTimeout,
        frame,
        caps);
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
        closeTimeout,
        frame,
        caps);
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
        closeTimeout,
        frame,
        caps);
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
        closeTimeout,
        frame,
        caps);
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
        timeout,
        frame,
        caps);
  }

  /** The same with another form of frames. */
  public ForwardingOptions withFrame(FrameChoice other) {
    return new ForwardingOptions(
        initialBackoff,
        maximumBackoff,
        connectTimeout,
        maximumAttempts,
        maxHops,
        queueBytes,
        closeTimeout,
        other,
        caps);
  }

  /** The same with other caps. */
  public ForwardingOptions withCaps(Caps other) {
    return new ForwardingOptions(
        initialBackoff,
        maximumBackoff,
        connectTimeout,
        maximumAttempts,
        maxHops,
        queueBytes,
        closeTimeout,
        frame,
        other);
  }
}
