package dev.postern.benchmarks;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSeed;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.SphinxVersion;
import dev.postern.sphinx.Surb;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A route, its keys, and what travels over it; the same at every run. */
final class Journey {
  private final Random random = new Random(20_261_123);
  private final List<SphinxPrivateKey> keys = new ArrayList<>();
  private final List<RouteHop> route = new ArrayList<>();
  private final DestinationAddress destination;
  private final byte[] identifier;
  private final PacketSeed seed;

  Journey(int hops) {
    for (int i = 0; i < hops; i++) {
      SphinxPrivateKey key = SphinxPrivateKey.fromBytes(bytes(SphinxPrivateKey.BYTES));
      keys.add(key);
      route.add(new RouteHop(address(i), key.publicKey(), Duration.ofMillis(50)));
    }
    destination = DestinationAddress.read(bytes(DestinationAddress.BYTES), 0);
    identifier = bytes(16);
    seed = PacketSeed.of(bytes(PacketSeed.SECRET_BYTES), bytes(PacketSeed.paddingBytes(hops)));
  }

  private static NodeAddress address(int hop) {
    byte[] ip = {10, 0, 0, (byte) hop};
    try {
      return NodeAddress.of(new InetSocketAddress(InetAddress.getByAddress(ip), 1789));
    } catch (UnknownHostException e) {
      throw new AssertionError("an IP of 4 bytes was refused", e);
    }
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  SphinxPrivateKey firstKey() {
    return keys.get(0);
  }

  NodeAddress firstAddress() {
    return route.get(0).address();
  }

  /** The packet as it leaves its sender. */
  byte[] packet(PacketSize size, CryptoEngine engine, SphinxVersion version) {
    return packet(
        new SphinxPacketBuilder(engine, new SecureRandom(), version), size, message(size));
  }

  byte[] message(PacketSize size) {
    return bytes(size.plaintextBytes());
  }

  byte[] packet(SphinxPacketBuilder builder, PacketSize size, byte[] message) {
    return builder.build(size, route, destination, identifier, message, seed);
  }

  /** The same with a secret that nobody chose. */
  byte[] freshPacket(SphinxPacketBuilder builder, PacketSize size, byte[] message) {
    return builder.build(size, route, destination, identifier, message);
  }

  Surb freshSurb(SphinxPacketBuilder builder) {
    return builder.surb(route, destination, identifier);
  }
}
