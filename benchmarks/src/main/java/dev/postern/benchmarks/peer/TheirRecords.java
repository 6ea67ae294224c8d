package dev.postern.benchmarks.peer;

import dev.postern.benchmarks.peer.PeerRecord.Answer;
import dev.postern.benchmarks.peer.PeerRecord.Packet;
import dev.postern.benchmarks.peer.PeerRecord.ReplyBlock;
import dev.postern.sphinx.InvalidPacketException;
import dev.postern.sphinx.InvalidPacketException.Reason;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.Surb;
import dev.postern.sphinx.SurbRecovery;
import dev.postern.sphinx.crypto.CryptoEngine;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Reads what {@code sphinx-packet} wrote, with each engine. Not thread-safe. */
final class TheirRecords {
  private final List<CryptoEngine> engines;
  private final Choice choice; // of what SURBs are answered with
  private final Map<String, Integer> counts = new TreeMap<>();

  TheirRecords(List<CryptoEngine> engines, Random random) {
    this.engines = engines;
    this.choice = new Choice(random);
  }

  /** How many records of a kind an engine has read. */
  Map<String, Integer> counts() {
    return counts;
  }

  /**
   * One record with every engine.
   *
   * @throws InvalidPacketException if a hop refuses the packet
   * @throws IllegalArgumentException if the SURB or the recovery is refused
   */
  void check(PeerRecord record) throws DifferenceException, InvalidPacketException {
    for (CryptoEngine engine : engines) {
      String kind = check(record, engine);
      counts.merge(engine.name() + ", " + kind, 1, Integer::sum);
    }
  }

  private String check(PeerRecord record, CryptoEngine engine)
      throws DifferenceException, InvalidPacketException {
    if (record instanceof Packet packet) {
      checkPacket(packet, engine);
      return "packets of version " + packet.version();
    }
    if (record instanceof ReplyBlock surb) {
      checkSurb(surb, engine);
      return "SURBs of version " + surb.version();
    }
    checkAnswer((Answer) record, engine);
    return "answers to SURBs of version 260";
  }

  private static void checkPacket(Packet record, CryptoEngine engine)
      throws DifferenceException, InvalidPacketException {
    Walk walk = new Walk(record.journey(), record.packet(), engine);
    byte[] message = walk.message();
    checkDigests(walk, record.journey());
    Walk.expect("the message", Arrays.equals(message, record.message()));
  }

  private static void checkDigests(Walk walk, PeerJourney journey) throws DifferenceException {
    for (int i = 0; !journey.isLast(i); i++) {
      byte[] theirs = journey.hops().get(i).digest();
      Walk.expect("a packet after its hop", Arrays.equals(walk.digests().get(i), theirs));
    }
  }

  /** Answers it. What comes of version 260 no last hop can read; {@link #checkAnswer} has one. */
  private void checkSurb(ReplyBlock record, CryptoEngine engine)
      throws DifferenceException, InvalidPacketException {
    Surb surb = Surb.parse(record.surb(), record.version());
    PeerHop first = record.journey().hops().get(0);
    Walk.expect("the first hop", surb.firstHop().equals(first.nodeAddress()));
    PacketSize size = choice.size();
    byte[] message = choice.message(size);
    Walk walk = new Walk(record.journey(), surb.use(size, message, engine), engine);
    if (record.recovery().length == 0) {
      Walk.expect("the answer", Arrays.equals(walk.message(), message));
    } else {
      walk.toLastHop();
      boolean oneHop = record.journey().hops().size() == 1; // whose one layer is the sender's
      if (oneHop) {
        Walk.expect("the answer", Arrays.equals(walk.message(), message));
      } else {
        Walk.expect("the refusal", walk.refusal() == Reason.PAYLOAD_TAGGED);
      }
    }
  }

  private static void checkAnswer(Answer record, CryptoEngine engine)
      throws DifferenceException, InvalidPacketException {
    byte[] message = SurbRecovery.parse(record.recovery()).recover(record.payload(), engine);
    Walk.expect("the answer", Arrays.equals(message, record.message()));
  }
}
