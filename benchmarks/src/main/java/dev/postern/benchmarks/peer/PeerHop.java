package dev.postern.benchmarks.peer;

import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.time.Duration;
import java.util.HexFormat;

/**
 * One node of a record's route.
 *
 * @param key its private key, of 32 bytes
 * @param address its 32 bytes in a header
 * @param delayNanos how long it holds the packet, unsigned
 * @param digest SHA-256 of the packet as it leaves this node; empty at the last, and in a SURB
 */
@SuppressWarnings("ArrayRecordComponent") // values handed over, never compared
record PeerHop(byte[] key, byte[] address, long delayNanos, byte[] digest) {
  private static final HexFormat HEX = HexFormat.of();
  private static final int FIELDS = 4;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  static PeerHop parse(String text) {
    String[] fields = text.split(":", -1);
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException("a hop of " + fields.length + " fields");
    }
    return new PeerHop(
        HEX.parseHex(fields[0]),
        HEX.parseHex(fields[1]),
        Long.parseUnsignedLong(fields[2]),
        PeerRecord.bytes(fields[3]));
  }

  String toText() {
    return String.join(
        ":",
        HEX.formatHex(key),
        HEX.formatHex(address),
        Long.toUnsignedString(delayNanos),
        PeerRecord.text(digest));
  }

  SphinxPrivateKey privateKey() {
    return SphinxPrivateKey.fromBytes(key);
  }

  NodeAddress nodeAddress() {
    return NodeAddress.read(address, 0, address.length);
  }

  Duration delay() {
    return Duration.ofSeconds(
        Long.divideUnsigned(delayNanos, NANOS_PER_SECOND),
        Long.remainderUnsigned(delayNanos, NANOS_PER_SECOND));
  }

  RouteHop routeHop() {
    return new RouteHop(nodeAddress(), privateKey().publicKey(), delay());
  }

  PeerHop withDigest(byte[] newDigest) {
    return new PeerHop(key, address, delayNanos, newDigest);
  }
}
