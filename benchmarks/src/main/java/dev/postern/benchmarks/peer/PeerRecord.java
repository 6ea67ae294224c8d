package dev.postern.benchmarks.peer;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.SphinxVersion;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** A line of the files that both sides of the cross-check write; benchmarks/peer/README.md. */
sealed interface PeerRecord {
  /** The line, without its end. */
  String toLine();

  /**
   * A packet and its message; the journey's hops have digests.
   *
   * @param version that it is stamped with
   */
  @SuppressWarnings("ArrayRecordComponent") // values handed over, never compared
  record Packet(SphinxVersion version, byte[] packet, PeerJourney journey, byte[] message)
      implements PeerRecord {
    @Override
    public String toLine() {
      return String.join(
          " ", "packet", version.toString(), text(packet), text(journey), text(message));
    }
  }

  /**
   * A SURB.
   *
   * @param recovery what opens the answer; empty where that is nothing
   */
  @SuppressWarnings("ArrayRecordComponent") // values handed over, never compared
  record ReplyBlock(SphinxVersion version, byte[] surb, PeerJourney journey, byte[] recovery)
      implements PeerRecord {
    @Override
    public String toLine() {
      return String.join(
          " ", "surb", version.toString(), text(surb), text(journey), text(recovery));
    }
  }

  /** An answer to a SURB of version 260: its payload as the last hop has it. */
  @SuppressWarnings("ArrayRecordComponent") // values handed over, never compared
  record Answer(byte[] recovery, byte[] payload, byte[] message) implements PeerRecord {
    @Override
    public String toLine() {
      return String.join(" ", "answer", text(recovery), text(payload), text(message));
    }
  }

  /** Throws IllegalArgumentException for anything but a record. */
  static PeerRecord parse(String line) {
    String[] fields = line.split(" ", -1);
    if (fields.length == 7 && fields[0].equals("packet")) {
      return new Packet(version(fields[1]), bytes(fields[2]), journey(fields), bytes(fields[6]));
    }
    if (fields.length == 7 && fields[0].equals("surb")) {
      return new ReplyBlock(
          version(fields[1]), bytes(fields[2]), journey(fields), bytes(fields[6]));
    }
    if (fields.length == 4 && fields[0].equals("answer")) {
      return new Answer(bytes(fields[1]), bytes(fields[2]), bytes(fields[3]));
    }
    throw new IllegalArgumentException(fields.length + " fields of " + fields[0]);
  }

  private static SphinxVersion version(String text) {
    return new SphinxVersion(Integer.parseInt(text));
  }

  private static PeerJourney journey(String[] fields) {
    List<PeerHop> hops = Arrays.stream(fields[3].split(",", -1)).map(PeerHop::parse).toList();
    DestinationAddress destination = DestinationAddress.read(bytes(fields[4]), 0);
    return new PeerJourney(hops, destination, bytes(fields[5]));
  }

  private static String text(PeerJourney journey) {
    return journey.hops().stream().map(PeerHop::toText).collect(Collectors.joining(","))
        + " "
        + text(journey.destination().toBytes())
        + " "
        + text(journey.identifier());
  }

  /** Hexadecimal, or {@code -} where there is nothing. */
  static String text(byte[] bytes) {
    return bytes.length == 0 ? "-" : HexFormat.of().formatHex(bytes);
  }

  /** What {@link #text} wrote. */
  static byte[] bytes(String text) {
    return text.equals("-") ? new byte[0] : HexFormat.of().parseHex(text);
  }
}
