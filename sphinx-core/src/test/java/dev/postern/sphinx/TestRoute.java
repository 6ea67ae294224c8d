package dev.postern.sphinx;

import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A route whose private keys are known, with a destination; the same for the same seed. */
final class TestRoute {
  private final Random random;
  private final List<SphinxPrivateKey> privateKeys = new ArrayList<>();
  private final List<RouteHop> hops = new ArrayList<>();
  private final DestinationAddress destination;
  private final byte[] identifier;

  TestRoute(int length, long seed) {
    random = new Random(seed);
    for (int i = 0; i < length; i++) {
      SphinxPrivateKey key = SphinxPrivateKey.fromBytes(bytes(SphinxPrivateKey.BYTES));
      privateKeys.add(key);
      hops.add(
          new RouteHop(
              NodeAddress.of(new InetSocketAddress(ip(), random.nextInt(65_536))),
              key.publicKey(),
              Delays.fromNanos(random.nextLong())));
    }
    destination = DestinationAddress.read(bytes(DestinationAddress.BYTES), 0);
    identifier = bytes(HeaderLayout.IDENTIFIER_BYTES);
  }

  private InetAddress ip() {
    try {
      return InetAddress.getByAddress(bytes(random.nextBoolean() ? 4 : 16));
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes", e);
    }
  }

  /** Random bytes of this route's own randomness. */
  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  List<RouteHop> hops() {
    return hops;
  }

  DestinationAddress destination() {
    return destination;
  }

  byte[] identifier() {
    return identifier;
  }

  SphinxUnwrapper unwrapper(int hop, CryptoEngine engine) {
    return new SphinxUnwrapper(privateKeys.get(hop), engine);
  }

  InPlaceUnwrapper inPlaceUnwrapper(int hop, CryptoEngine engine) {
    return new InPlaceUnwrapper(privateKeys.get(hop), engine);
  }

  /** A packet as Nym 0.9 makes it. */
  byte[] build(CryptoEngine engine, int payloadBytes, byte[] message) {
    return build(engine, SphinxVersion.V256, payloadBytes, message);
  }

  /** A packet of any length of payload with a seed of this route's own randomness. */
  byte[] build(CryptoEngine engine, SphinxVersion version, int payloadBytes, byte[] message) {
    return SphinxPacketBuilder.build(
        engine.newPrimitives(),
        version,
        payloadBytes,
        hops,
        destination,
        identifier,
        message,
        PacketSeed.of(bytes(PacketSeed.SECRET_BYTES), bytes(PacketSeed.paddingBytes(hops.size()))));
  }
}
