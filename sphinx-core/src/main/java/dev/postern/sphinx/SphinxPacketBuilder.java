package dev.postern.sphinx;

import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import java.security.SecureRandom;
import java.util.List;

/**
 * Makes packets and SURBs for routes of 1 to 5 hops (spec §2). Safe for use by many threads, if the
 * randomness is; each has its own cipher objects.
 *
 * <p>Every method throws IllegalArgumentException if the route hasn't 1 to 5 hops, names a key of
 * low order, if the identifier hasn't 16 bytes, or if the message is longer than fits.
 */
public final class SphinxPacketBuilder {
  private final ThreadLocal<Primitives> primitives;
  private final SecureRandom random;

  /** With the randomness that secrets and padding come from. */
  public SphinxPacketBuilder(CryptoEngine engine, SecureRandom random) {
    this.primitives = ThreadLocal.withInitial(engine::newPrimitives);
    this.random = random;
  }

  /** A packet with a fresh secret. */
  public byte[] build(
      PacketSize size,
      List<RouteHop> route,
      DestinationAddress destination,
      byte[] identifier,
      byte[] message) {
    return build(
        size, route, destination, identifier, message, PacketSeed.fresh(random, route.size()));
  }

  /** The packet that a seed determines. */
  public byte[] build(
      PacketSize size,
      List<RouteHop> route,
      DestinationAddress destination,
      byte[] identifier,
      byte[] message,
      PacketSeed seed) {
    return build(
        primitives.get(), size.payloadBytes(), route, destination, identifier, message, seed);
  }

  /** The same for any length of payload that the reference's builder takes. */
  static byte[] build(
      Primitives primitives,
      int payloadBytes,
      List<RouteHop> route,
      DestinationAddress destination,
      byte[] identifier,
      byte[] message,
      PacketSeed seed) {
    PayloadBuilder payload = new PayloadBuilder(primitives, payloadBytes, message);
    HeaderBuilder header = new HeaderBuilder(primitives, route, seed);
    byte[] packet = payload.packet(header.keys());
    header.write(destination, identifier, packet);
    return packet;
  }

  /** A single-use reply block with a fresh secret. */
  public Surb surb(List<RouteHop> route, DestinationAddress destination, byte[] identifier) {
    return surb(route, destination, identifier, PacketSeed.fresh(random, route.size()));
  }

  /** The single-use reply block that a seed determines. */
  public Surb surb(
      List<RouteHop> route, DestinationAddress destination, byte[] identifier, PacketSeed seed) {
    HeaderBuilder header = new HeaderBuilder(primitives.get(), route, seed);
    byte[] bytes = new byte[PacketSize.HEADER_BYTES];
    header.write(destination, identifier, bytes);
    return Surb.of(bytes, route.get(0).address(), header.keys());
  }
}
