package dev.postern.sphinx;

import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import java.security.SecureRandom;
import java.util.List;

/**
 * Makes packets and SURBs of one {@link SphinxVersion} for routes of 1 to 5 hops (spec §2). Safe
 * for use by many threads, if the randomness is; each has its own cipher objects.
 *
 * <p>Every method throws IllegalArgumentException if the route hasn't 1 to 5 hops, names a key of
 * low order, if the identifier hasn't 16 bytes, or if the message is longer than fits.
 */
public final class SphinxPacketBuilder {
  private final CryptoEngine engine;
  private final ThreadLocal<Primitives> primitives;
  private final SecureRandom random;
  private final SphinxVersion version;

  /** Of the version that Nym 0.9 stamps. */
  public SphinxPacketBuilder(CryptoEngine engine, SecureRandom random) {
    this(engine, random, SphinxVersion.V256);
  }

  /**
   * Of a version; every hop of a route has to know it.
   *
   * @param random padding comes from it; secrets too, unless the engine has randomness of its own
   *     (Conscrypt). For a packet that can be made again give a {@link PacketSeed}.
   */
  public SphinxPacketBuilder(CryptoEngine engine, SecureRandom random, SphinxVersion version) {
    this.engine = engine;
    this.primitives = ThreadLocal.withInitial(engine::newPrimitives);
    this.random = random;
    this.version = version;
  }

  /** A packet with a fresh secret. */
  public byte[] build(
      PacketSize size,
      List<RouteHop> route,
      DestinationAddress destination,
      byte[] identifier,
      byte[] message) {
    return build(size, route, destination, identifier, message, freshSeed(route));
  }

  private PacketSeed freshSeed(List<RouteHop> route) {
    return PacketSeed.fresh(engine, random, route.size());
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
        primitives.get(),
        version,
        size.payloadBytes(),
        route,
        destination,
        identifier,
        message,
        seed);
  }

  /** The same for any length of payload that the reference's builder takes. */
  static byte[] build(
      Primitives primitives,
      SphinxVersion version,
      int payloadBytes,
      List<RouteHop> route,
      DestinationAddress destination,
      byte[] identifier,
      byte[] message,
      PacketSeed seed) {
    PayloadBuilder payload = new PayloadBuilder(primitives, version, payloadBytes, message);
    HeaderBuilder header = new HeaderBuilder(primitives, version, route, seed);
    byte[] packet = payload.packet(header.keys());
    header.write(destination, identifier, packet);
    return packet;
  }

  /**
   * A single-use reply block with a fresh secret. Not of version 260: who doesn't keep the secret
   * can't read the answer.
   */
  public Surb surb(List<RouteHop> route, DestinationAddress destination, byte[] identifier) {
    if (SurbKeys.of(version) == SurbKeys.ONE_SEED) {
      throw new IllegalArgumentException(
          "the answer to a SURB of version 260 is read with the seed, which must be the caller's");
    }
    return surb(route, destination, identifier, freshSeed(route));
  }

  /**
   * The single-use reply block that a seed determines. For version 260 keep {@link #surbRecovery}.
   */
  public Surb surb(
      List<RouteHop> route, DestinationAddress destination, byte[] identifier, PacketSeed seed) {
    HeaderBuilder header = new HeaderBuilder(primitives.get(), version, route, seed);
    byte[] bytes = new byte[PacketSize.HEADER_BYTES];
    header.write(destination, identifier, bytes);
    return Surb.of(version, bytes, route.get(0).address(), header.keys());
  }

  /**
   * The packet that carries a message back to whoever made a SURB; use each SURB once.
   *
   * @throws IllegalArgumentException if the message is longer than fits
   */
  public byte[] reply(Surb surb, PacketSize size, byte[] message) {
    return surb.use(size, message, primitives.get());
  }

  /** What opens the answer to the SURB of version 260 that a seed determines. */
  public SurbRecovery surbRecovery(List<RouteHop> route, byte[] identifier, PacketSeed seed) {
    if (SurbKeys.of(version) != SurbKeys.ONE_SEED) {
      throw new IllegalArgumentException(
          "the answer to a SURB of version " + version + " is read at its last hop");
    }
    return SurbRecovery.of(
        identifier, new HeaderBuilder(primitives.get(), version, route, seed).keys());
  }
}
