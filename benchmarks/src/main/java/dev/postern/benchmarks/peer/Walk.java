package dev.postern.benchmarks.peer;

import dev.postern.sphinx.InPlaceUnwrapper;
import dev.postern.sphinx.InPlaceUnwrapper.Hop;
import dev.postern.sphinx.InvalidPacketException;
import dev.postern.sphinx.crypto.CryptoEngine;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A packet on its way through all the nodes of its route, each of which must read what its sender
 * wrote for it.
 */
final class Walk {
  private final PeerJourney journey;
  private final CryptoEngine engine;
  private final byte[] packet; // changes at each hop
  private final List<byte[]> digests = new ArrayList<>();

  Walk(PeerJourney journey, byte[] packet, CryptoEngine engine) {
    this.journey = journey;
    this.engine = engine;
    this.packet = packet.clone();
  }

  /** To the end: the message. */
  byte[] message() throws DifferenceException, InvalidPacketException {
    toLastHop();
    InPlaceUnwrapper last = unwrapper(journey.hops().size() - 1);
    expect("the kind of the last hop", last.unwrap(packet, 0, packet.length) == Hop.FINAL);
    expect("the destination", last.destination().equals(journey.destination()));
    expect("the identifier", Arrays.equals(last.identifier(), journey.identifier()));
    int start = last.messageOffset();
    return Arrays.copyOfRange(packet, start, start + last.messageBytes());
  }

  /** As far as the last node, which hasn't opened it yet. */
  void toLastHop() throws DifferenceException, InvalidPacketException {
    for (int i = 0; !journey.isLast(i); i++) {
      PeerHop hop = journey.hops().get(i);
      PeerHop next = journey.hops().get(i + 1);
      InPlaceUnwrapper unwrapper = unwrapper(i);
      expect("the kind of a hop", unwrapper.unwrap(packet, 0, packet.length) == Hop.FORWARD);
      expect("the next hop's bytes", Arrays.equals(unwrapper.nextHopBytes(), next.address()));
      expect("the next hop", unwrapper.nextHop().equals(next.nodeAddress()));
      expect("the delay", unwrapper.delay().equals(hop.delay()));
      digests.add(sha256(packet));
    }
  }

  /** What the last node finds, if it isn't a message: the reason why it drops the packet. */
  InvalidPacketException.Reason refusal() throws DifferenceException {
    try {
      unwrapper(journey.hops().size() - 1).unwrap(packet, 0, packet.length);
    } catch (InvalidPacketException e) {
      return e.reason();
    }
    throw new DifferenceException("the last hop found a message where there is none");
  }

  /** SHA-256 of the packet after each hop so far. */
  List<byte[]> digests() {
    return digests;
  }

  private InPlaceUnwrapper unwrapper(int hop) {
    return new InPlaceUnwrapper(journey.hops().get(hop).privateKey(), engine);
  }

  static void expect(String what, boolean asExpected) throws DifferenceException {
    if (!asExpected) {
      throw new DifferenceException(what + " isn't as expected");
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
