package dev.postern.app;

import java.time.Duration;

/**
 * What an operator may tune; the {@code [debug]} section of a configuration file.
 *
 * @param packetForwardingInitialBackoff pause before the second attempt to reach a next hop
 * @param packetForwardingMaximumBackoff the longest such pause; each is twice the one before
 * @param initialConnectionTimeout how long a connection to a next hop may take to open
 * @param maximumReconnectionAttempts after how many failed attempts a next hop is given up until
 *     the next packet for it
 * @param cacheEntryTtl how long the keys of a VPN packet are kept after they were derived
 */
public record GatewaySettings(
    Duration packetForwardingInitialBackoff,
    Duration packetForwardingMaximumBackoff,
    Duration initialConnectionTimeout,
    int maximumReconnectionAttempts,
    Duration cacheEntryTtl) {
  /** As the reference runs without a {@code [debug]} section (spec §6). */
  public static GatewaySettings defaults() {
    return new GatewaySettings(
        Duration.ofSeconds(10),
        Duration.ofSeconds(300),
        Duration.ofMillis(1500),
        20,
        Duration.ofSeconds(30));
  }
}
