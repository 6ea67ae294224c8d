package dev.postern.benchmarks.peer;

import dev.postern.benchmarks.peer.PeerRecord.Packet;
import dev.postern.benchmarks.peer.PeerRecord.ReplyBlock;
import dev.postern.sphinx.InvalidPacketException;
import dev.postern.sphinx.PacketSeed;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.SphinxVersion;
import dev.postern.sphinx.Surb;
import dev.postern.sphinx.crypto.CryptoEngine;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;

/**
 * Makes packets and SURBs for {@code sphinx-packet} to read, the engines taking turns; the same for
 * the same seed. Not thread-safe.
 */
final class OurRecords {
  // Half of them what Nym 0.9 stamps.
  private static final List<SphinxVersion> VERSIONS =
      List.of(
          SphinxVersion.V256,
          SphinxVersion.V257,
          SphinxVersion.V256,
          SphinxVersion.V258,
          SphinxVersion.V256,
          SphinxVersion.V259,
          SphinxVersion.V256,
          SphinxVersion.V260);
  private static final int MAX_HOPS = 5;
  private static final int SURB_EVERY = 10;

  private final List<CryptoEngine> engines;
  private final Choice choice;
  private final SecureRandom unused = new SecureRandom(); // as all comes from seeds
  private int made;

  OurRecords(List<CryptoEngine> engines, Random random) {
    this.engines = engines;
    this.choice = new Choice(random);
  }

  /** A packet; or a SURB, and where we can read it a packet that was made with it. */
  List<PeerRecord> next() {
    CryptoEngine engine = engines.get(choice.below(engines.size()));
    SphinxVersion version = VERSIONS.get(made % VERSIONS.size());
    PeerJourney journey = choice.journey(1 + made % MAX_HOPS);
    made++;
    // No library has SURBs of 258: it came when those of 257 went and those of 259 weren't yet.
    return choice.below(SURB_EVERY) == 0 && !version.equals(SphinxVersion.V258)
        ? surb(journey, version, engine)
        : List.of(packet(journey, version, engine));
  }

  private PeerRecord packet(PeerJourney journey, SphinxVersion version, CryptoEngine engine) {
    PacketSize size = choice.size();
    byte[] message = choice.message(size);
    byte[] packet =
        new SphinxPacketBuilder(engine, unused, version)
            .build(
                size,
                journey.route(),
                journey.destination(),
                journey.identifier(),
                message,
                seed(journey));
    return new Packet(version, packet, walked(journey, packet, engine), message);
  }

  private List<PeerRecord> surb(PeerJourney journey, SphinxVersion version, CryptoEngine engine) {
    SphinxPacketBuilder builder = new SphinxPacketBuilder(engine, unused, version);
    PacketSeed seed = seed(journey);
    Surb surb = builder.surb(journey.route(), journey.destination(), journey.identifier(), seed);
    if (version.equals(SphinxVersion.V260)) {
      byte[] recovery = builder.surbRecovery(journey.route(), journey.identifier(), seed).toBytes();
      return List.of(new ReplyBlock(version, surb.toBytes(), journey, recovery));
    }
    PacketSize size = choice.size();
    byte[] message = choice.message(size);
    byte[] packet = surb.use(size, message, engine);
    return List.of(
        new ReplyBlock(version, surb.toBytes(), journey, new byte[0]),
        new Packet(version, packet, walked(journey, packet, engine), message));
  }

  private PacketSeed seed(PeerJourney journey) {
    byte[] secret = choice.bytes(PacketSeed.SECRET_BYTES);
    return PacketSeed.of(secret, choice.bytes(PacketSeed.paddingBytes(journey.hops().size())));
  }

  private static PeerJourney walked(PeerJourney journey, byte[] packet, CryptoEngine engine) {
    Walk walk = new Walk(journey, packet, engine);
    try {
      walk.toLastHop();
    } catch (DifferenceException | InvalidPacketException e) {
      throw new AssertionError("a packet of ours doesn't arrive", e);
    }
    return journey.withDigests(walk.digests());
  }
}
