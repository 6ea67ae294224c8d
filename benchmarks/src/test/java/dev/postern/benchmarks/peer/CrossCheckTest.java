package dev.postern.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.benchmarks.peer.PeerRecord.Packet;
import dev.postern.sphinx.crypto.CryptoEngine;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ours through ours, without a peer: that the Java half writes what it can read, and looks. */
class CrossCheckTest {
  private static final int PACKETS = 80;

  @Test
  void read_whatWriteWrote_findsEveryKind() throws IOException, DifferenceException {
    StringWriter lines = new StringWriter();
    CrossCheck.write(lines, PACKETS, 1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CrossCheck.read(
        new BufferedReader(new StringReader(lines.toString())),
        new PrintStream(out, true, StandardCharsets.UTF_8));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("packets of version 256", "packets of version 260", "SURBs of version 256");
  }

  @Test
  void read_nothing_isNoAgreement() {
    assertThatThrownBy(() -> CrossCheck.read(new BufferedReader(new StringReader("")), System.out))
        .isInstanceOf(DifferenceException.class);
  }

  @Test
  void parse_line_writesTheSameLine() {
    OurRecords ours = records();
    for (int i = 0; i < PACKETS; i++) {
      for (PeerRecord record : ours.next()) {
        String line = record.toLine();
        assertThat(PeerRecord.parse(line).toLine()).isEqualTo(line);
      }
    }
  }

  @Test
  void check_anythingElseThanWasSent_isADifference() throws Exception {
    Packet sent = threeHops();
    TheirRecords theirs = new TheirRecords(List.of(CryptoEngine.pureJava()), new Random(1));
    theirs.check(sent);
    PeerJourney journey = sent.journey();
    PeerHop first = journey.hops().get(0);
    PeerHop other = new PeerHop(first.key(), first.address(), first.delayNanos() + 1, new byte[32]);
    List<Packet> others =
        List.of(
            withMessage(sent, new byte[1]),
            withJourney(sent, withFirst(journey, other.withDigest(first.digest()))),
            withJourney(sent, withFirst(journey, first.withDigest(new byte[32]))),
            withJourney(
                sent, new PeerJourney(journey.hops(), journey.destination(), new byte[16])));
    for (Packet different : others) {
      assertThatThrownBy(() -> theirs.check(different)).isInstanceOf(DifferenceException.class);
    }
  }

  private static OurRecords records() {
    return new OurRecords(List.of(CryptoEngine.pureJava()), new Random(1));
  }

  private static Packet threeHops() {
    OurRecords ours = records();
    while (true) {
      PeerRecord record = ours.next().get(0);
      if (record instanceof Packet packet && packet.journey().hops().size() == 3) {
        return packet;
      }
    }
  }

  private static PeerJourney withFirst(PeerJourney journey, PeerHop first) {
    return new PeerJourney(
        List.of(first, journey.hops().get(1), journey.hops().get(2)),
        journey.destination(),
        journey.identifier());
  }

  private static Packet withJourney(Packet packet, PeerJourney journey) {
    return new Packet(packet.version(), packet.packet(), journey, packet.message());
  }

  private static Packet withMessage(Packet packet, byte[] message) {
    return new Packet(packet.version(), packet.packet(), packet.journey(), message);
  }
}
