package dev.postern.app;

import dev.postern.net.AdmissionLimits;
import dev.postern.net.client.TrustedProxies;
import dev.postern.net.forwarding.EgressRules;
import dev.postern.net.forwarding.FrameChoice;
import dev.postern.net.tls.TlsFiles;
import dev.postern.storage.StoreLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * What an operator may tune; the sections {@code [debug]}, {@code [delivery]}, {@code [storage]},
 * {@code [egress]}, {@code [mixnet]}, {@code [limits]}, {@code [tls]} and {@code [proxy]} of a
 * configuration file.
 *
 * <pre>{@code
 * GatewaySettings.defaults()
 *     .withDelivery(Delivery.defaults().withTakeoverTimeout(Duration.ofSeconds(5)))
 *     .withLimits(StoreLimits.DEFAULT.withMessageTtl(Duration.ofDays(7)))
 * }</pre>
 *
 * @param packetForwardingInitialBackoff pause before the second attempt to reach a next hop
 * @param packetForwardingMaximumBackoff the longest such pause; each is twice the one before
 * @param initialConnectionTimeout how long a connection to a next hop may take to open
 * @param maximumReconnectionAttempts after how many failed attempts a next hop is given up until
 *     the next packet for it
 * @param cacheEntryTtl how long the keys of a VPN packet are kept after they were derived
 * @param sphinxKeyRotation how old a Sphinx key gets before there is another one; zero for as old
 *     as it may. Needs {@link GatewayBuilder#sphinxKeys}
 * @param delivery how patiently clients are served
 * @param limits how much is stored, and for how long. For the store that the gateway opens in
 *     {@link GatewayBuilder#storeDirectory}; a {@link GatewayBuilder#store} that an embedder brings
 *     has the limits that the embedder gave it
 * @param egress where packets may be sent to
 * @param frame in which form frames go to next hops
 * @param admission how much each listener admits of strangers
 * @param tls the files by which clients are spoken to with TLS, if they are
 * @param proxies who may say for whom it connects to the clients' ports
 * @param bandwidthForAll whether clients that give no number of a protocol hear of bandwidth, as
 *     those of 0.12 to v1.1.1 must and those of 0.9 needn't (docs/adr/0025)
 */
public record GatewaySettings(
    Duration packetForwardingInitialBackoff,
    Duration packetForwardingMaximumBackoff,
    Duration initialConnectionTimeout,
    int maximumReconnectionAttempts,
    Duration cacheEntryTtl,
    Duration sphinxKeyRotation,
    Delivery delivery,
    StoreLimits limits,
    EgressRules egress,
    FrameChoice frame,
    AdmissionLimits admission,
    Optional<TlsFiles> tls,
    TrustedProxies proxies,
    boolean bandwidthForAll) {
  /** Throws IllegalArgumentException if a time of rotation is below zero. */
  public GatewaySettings {
    if (sphinxKeyRotation.isNegative()) {
      throw new IllegalArgumentException("a Sphinx key can't be replaced before it is made");
    }
  }

  /**
   * As the reference runs without a {@code [debug]} section (spec §6), and our own defaults. One of
   * its is ours: no next hop that is back waits for longer than 20 s; there it is 300 s.
   */
  public static GatewaySettings defaults() {
    return new GatewaySettings(
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        Duration.ofMillis(1500),
        20,
        Duration.ofSeconds(30),
        Duration.ZERO,
        Delivery.defaults(),
        StoreLimits.DEFAULT,
        EgressRules.defaults(),
        FrameChoice.AUTO,
        AdmissionLimits.defaults(),
        Optional.empty(),
        TrustedProxies.none(),
        false);
  }

  /**
   * The same with another age at which a Sphinx key is replaced; zero for never. Both keys are
   * accepted for half of that, and for a day at most.
   */
  public GatewaySettings withSphinxKeyRotation(Duration period) {
    return new GatewaySettings(
        packetForwardingInitialBackoff,
        packetForwardingMaximumBackoff,
        initialConnectionTimeout,
        maximumReconnectionAttempts,
        cacheEntryTtl,
        period,
        delivery,
        limits,
        egress,
        frame,
        admission,
        tls,
        proxies,
        bandwidthForAll);
  }

  /** The same with other patience for clients. */
  public GatewaySettings withDelivery(Delivery other) {
    return new GatewaySettings(
        packetForwardingInitialBackoff,
        packetForwardingMaximumBackoff,
        initialConnectionTimeout,
        maximumReconnectionAttempts,
        cacheEntryTtl,
        sphinxKeyRotation,
        other,
        limits,
        egress,
        frame,
        admission,
        tls,
        proxies,
        bandwidthForAll);
  }

  /** The same with other limits of the store. */
  public GatewaySettings withLimits(StoreLimits other) {
    return new GatewaySettings(
        packetForwardingInitialBackoff,
        packetForwardingMaximumBackoff,
        initialConnectionTimeout,
        maximumReconnectionAttempts,
        cacheEntryTtl,
        sphinxKeyRotation,
        delivery,
        other,
        egress,
        frame,
        admission,
        tls,
        proxies,
        bandwidthForAll);
  }

  /** The same with other rules of where packets may be sent to. */
  public GatewaySettings withEgress(EgressRules other) {
    return new GatewaySettings(
        packetForwardingInitialBackoff,
        packetForwardingMaximumBackoff,
        initialConnectionTimeout,
        maximumReconnectionAttempts,
        cacheEntryTtl,
        sphinxKeyRotation,
        delivery,
        limits,
        other,
        frame,
        admission,
        tls,
        proxies,
        bandwidthForAll);
  }

  /** The same with another form of the frames that go to next hops. */
  public GatewaySettings withFrame(FrameChoice other) {
    return new GatewaySettings(
        packetForwardingInitialBackoff,
        packetForwardingMaximumBackoff,
        initialConnectionTimeout,
        maximumReconnectionAttempts,
        cacheEntryTtl,
        sphinxKeyRotation,
        delivery,
        limits,
        egress,
        other,
        admission,
        tls,
        proxies,
        bandwidthForAll);
  }

  /** The same with other limits for strangers. */
  public GatewaySettings withAdmission(AdmissionLimits other) {
    return new GatewaySettings(
        packetForwardingInitialBackoff,
        packetForwardingMaximumBackoff,
        initialConnectionTimeout,
        maximumReconnectionAttempts,
        cacheEntryTtl,
        sphinxKeyRotation,
        delivery,
        limits,
        egress,
        frame,
        other,
        tls,
        proxies,
        bandwidthForAll);
  }

  /** The same with TLS for clients, or without. */
  public GatewaySettings withTls(Optional<TlsFiles> other) {
    return new GatewaySettings(
        packetForwardingInitialBackoff,
        packetForwardingMaximumBackoff,
        initialConnectionTimeout,
        maximumReconnectionAttempts,
        cacheEntryTtl,
        sphinxKeyRotation,
        delivery,
        limits,
        egress,
        frame,
        admission,
        other,
        proxies,
        bandwidthForAll);
  }

  /** The same with other proxies before the clients' ports. */
  public GatewaySettings withProxies(TrustedProxies other) {
    return new GatewaySettings(
        packetForwardingInitialBackoff,
        packetForwardingMaximumBackoff,
        initialConnectionTimeout,
        maximumReconnectionAttempts,
        cacheEntryTtl,
        sphinxKeyRotation,
        delivery,
        limits,
        egress,
        frame,
        admission,
        tls,
        other,
        bandwidthForAll);
  }

  /** The same, telling of bandwidth even those clients that may be of 0.9; or not. */
  public GatewaySettings withBandwidthForAll(boolean other) {
    return new GatewaySettings(
        packetForwardingInitialBackoff,
        packetForwardingMaximumBackoff,
        initialConnectionTimeout,
        maximumReconnectionAttempts,
        cacheEntryTtl,
        sphinxKeyRotation,
        delivery,
        limits,
        egress,
        frame,
        admission,
        tls,
        proxies,
        other);
  }

  /**
   * How patiently clients are served.
   *
   * @param confirmationTimeout a client that has been pushed messages and confirms nothing for so
   *     long is dead: its connection is closed, and it gets them again when it comes back
   * @param takeoverTimeout how long a connected client may take to show that it is alive when it
   *     logs in a second time; then the newcomer has its place
   * @param windowMessages how many messages are on their way to a client, unconfirmed, at most
   * @param windowBytes the same in bytes; one message may go beyond it
   */
  public record Delivery(
      Duration confirmationTimeout, Duration takeoverTimeout, int windowMessages, int windowBytes) {
    /** 30 s, 2 s, 256 messages, 4 MiB. */
    public static Delivery defaults() {
      return new Delivery(Duration.ofSeconds(30), Duration.ofSeconds(2), 256, 4 << 20);
    }

    /** Throws IllegalArgumentException unless everything is above zero. */
    public Delivery {
      if (!isPositive(confirmationTimeout)
          || !isPositive(takeoverTimeout)
          || windowMessages < 1
          || windowBytes < 1) {
        throw new IllegalArgumentException("timeouts and windows must be above zero");
      }
    }

    private static boolean isPositive(Duration duration) {
      return !duration.isNegative() && !duration.isZero();
    }

    /** The same with another time after which a silent client is dead. */
    public Delivery withConfirmationTimeout(Duration timeout) {
      return new Delivery(timeout, takeoverTimeout, windowMessages, windowBytes);
    }

    /** The same with another time in which a client defends its place. */
    public Delivery withTakeoverTimeout(Duration timeout) {
      return new Delivery(confirmationTimeout, timeout, windowMessages, windowBytes);
    }

    /** The same with another window. */
    public Delivery withWindow(int messages, int bytes) {
      return new Delivery(confirmationTimeout, takeoverTimeout, messages, bytes);
    }
  }
}
