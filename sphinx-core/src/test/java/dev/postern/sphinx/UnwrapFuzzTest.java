package dev.postern.sphinx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.InPlaceUnwrapper.Hop;
import dev.postern.sphinx.InvalidPacketException.Reason;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.testing.Engines;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import dev.postern.testing.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A node's private key, then a packet as it comes from the network: both engines say the same, and
 * nothing is decrypted, and nothing beside the packet touched, before γ was compared.
 */
class UnwrapFuzzTest extends FuzzTarget {
  private static final int MARGIN = 3;

  @Override
  protected void check(byte[] input) {
    byte[] key = Arrays.copyOf(input, SphinxPrivateKey.BYTES);
    byte[] packet =
        input.length < key.length
            ? new byte[0]
            : Arrays.copyOfRange(input, key.length, input.length);
    List<List<Object>> outcomes = new ArrayList<>();
    for (CryptoEngine engine : Engines.all()) {
      outcomes.add(outcome(new InPlaceUnwrapper(SphinxPrivateKey.fromBytes(key), engine), packet));
    }
    assertThat(outcomes.get(0)).usingRecursiveComparison().isEqualTo(outcomes.get(1));
  }

  private static List<Object> outcome(InPlaceUnwrapper unwrapper, byte[] packet) {
    byte[] buffer = new byte[MARGIN + packet.length + MARGIN];
    System.arraycopy(packet, 0, buffer, MARGIN, packet.length);
    byte[] before = buffer.clone();
    try {
      Hop hop = unwrapper.unwrap(buffer, MARGIN, packet.length);
      Arrays.fill(before, MARGIN, MARGIN + packet.length, (byte) 0);
      byte[] unwrapped = Arrays.copyOfRange(buffer, MARGIN, MARGIN + packet.length);
      Arrays.fill(buffer, MARGIN, MARGIN + packet.length, (byte) 0);
      assertThat(buffer).isEqualTo(before);
      return hop == Hop.FORWARD
          ? List.of(hop, unwrapped, unwrapper.nextHopBytes(), unwrapper.delay())
          : List.of(
              hop,
              Arrays.copyOfRange(
                  unwrapped,
                  unwrapper.messageOffset() - MARGIN,
                  unwrapper.messageOffset() - MARGIN + unwrapper.messageBytes()),
              unwrapper.destination(),
              unwrapper.identifier());
    } catch (InvalidPacketException e) {
      boolean junk =
          e.reason() == Reason.LENGTH
              || e.reason() == Reason.LOW_ORDER_ALPHA
              || e.reason() == Reason.HEADER_MAC_MISMATCH
              || e.reason() == Reason.ROUTING_FLAG;
      if (junk) {
        assertThat(buffer).isEqualTo(before);
      }
      assertThat(e.reason() == Reason.LENGTH)
          .isEqualTo(packet.length < InPlaceUnwrapper.MIN_PACKET_BYTES);
      return List.of(e.reason());
    }
  }

  /** Every vector for an ack packet, and one that is damaged in each way that the file knows. */
  @Override
  protected List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    Stream.of("sphinx-packets.json", "sphinx-packet-modern.json")
        .flatMap(file -> Vectors.cases(file, "cases"))
        .filter(packet -> packet.required("size").textValue().equals("ack"))
        .flatMap(
            packet ->
                IntStream.range(0, packet.required("hops").size())
                    .mapToObj(
                        i ->
                            FuzzInput.of(
                                PacketVector.bytes(packet.required("route").get(i), "private_key"),
                                PacketVector.bytes(packet.required("hops").get(i), "packet"))))
        .forEach(seeds::add);
    Vectors.cases("sphinx-negative.json", "cases")
        .filter(packet -> packet.required("packet_length").intValue() <= 400)
        .map(
            packet ->
                FuzzInput.of(
                    PacketVector.bytes(packet, "private_key"),
                    PacketVector.bytes(packet, "packet")))
        .forEach(seeds::add);
    return seeds;
  }

  @Override
  protected int maxBytes() {
    return 500;
  }
}
