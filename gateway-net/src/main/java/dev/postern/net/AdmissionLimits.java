package dev.postern.net;

import dev.postern.net.TokenBucket.Rate;
import java.net.InetAddress;

/**
 * How much the listeners admit of those whom they don't know yet, and how much of those they do.
 *
 * @param clientConnections open at a time
 * @param mixnetConnections open at a time
 * @param perSource of them from one address, at each listener
 * @param perNetwork of them from one IPv4 /24 or IPv6 /48, at each listener
 * @param loopback whether this machine itself is a source like others
 * @param registrations that one IPv4 address or IPv6 /64 may begin
 * @param packets that one client may have forwarded; who sends faster is read more slowly
 */
public record AdmissionLimits(
    int clientConnections,
    int mixnetConnections,
    int perSource,
    int perNetwork,
    Loopback loopback,
    Rate registrations,
    Rate packets) {

  /** What limits per source mean for connections of this machine with itself. */
  public enum Loopback {
    /** Nothing: a reverse proxy in front of us brings everybody's connections from there. */
    EXEMPT,
    /** The same as for others. */
    LIMITED
  }

  /**
   * 32,768 clients, 4,096 mix nodes; 1,000 from an address, 2,000 from a network, but for loopback;
   * 30 registrations a minute, 60 at once; 4,000 packets a second, 8,000 at once.
   */
  public static AdmissionLimits defaults() {
    return new AdmissionLimits(
        32_768,
        4_096,
        1_000,
        2_000,
        Loopback.EXEMPT,
        Rate.perMinute(30, 60),
        Rate.perSecond(4_000, 8_000));
  }

  /** Throws IllegalArgumentException unless everything is above zero. */
  public AdmissionLimits {
    if (clientConnections < 1 || mixnetConnections < 1 || perSource < 1 || perNetwork < 1) {
      throw new IllegalArgumentException("limits of connections must be above zero");
    }
  }

  /** Whether limits per source are for this one. */
  public boolean limits(InetAddress source) {
    return loopback == Loopback.LIMITED || !source.isLoopbackAddress();
  }

  /** The same with other numbers of connections. */
  public AdmissionLimits withConnections(int clients, int mixNodes) {
    return new AdmissionLimits(
        clients, mixNodes, perSource, perNetwork, loopback, registrations, packets);
  }

  /** The same with other limits per address and per network. */
  public AdmissionLimits withPerSource(int address, int network) {
    return new AdmissionLimits(
        clientConnections, mixnetConnections, address, network, loopback, registrations, packets);
  }

  /** The same with another view of this machine. */
  public AdmissionLimits withLoopback(Loopback other) {
    return new AdmissionLimits(
        clientConnections, mixnetConnections, perSource, perNetwork, other, registrations, packets);
  }

  /** The same with another pace of registrations. */
  public AdmissionLimits withRegistrations(Rate rate) {
    return new AdmissionLimits(
        clientConnections, mixnetConnections, perSource, perNetwork, loopback, rate, packets);
  }

  /** The same with another pace of packets. */
  public AdmissionLimits withPackets(Rate rate) {
    return new AdmissionLimits(
        clientConnections, mixnetConnections, perSource, perNetwork, loopback, registrations, rate);
  }
}
