package dev.postern.sphinx;

import static dev.postern.sphinx.HeaderLayout.ADDRESS_BYTES;
import static dev.postern.sphinx.HeaderLayout.ADDRESS_OFFSET;
import static dev.postern.sphinx.HeaderLayout.ALPHA_OFFSET;
import static dev.postern.sphinx.HeaderLayout.BETA_BYTES;
import static dev.postern.sphinx.HeaderLayout.BETA_OFFSET;
import static dev.postern.sphinx.HeaderLayout.EXTENDED_BETA_BYTES;
import static dev.postern.sphinx.HeaderLayout.GAMMA_BYTES;
import static dev.postern.sphinx.HeaderLayout.GAMMA_OFFSET;
import static dev.postern.sphinx.HeaderLayout.STEP_BYTES;

import dev.postern.sphinx.crypto.Primitives;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the header of a packet or SURB (spec §2): the keys of each hop from the outside in, then
 * the routing blocks from the inside out. Not thread-safe; one per header.
 */
final class HeaderBuilder {
  private final Primitives primitives;
  private final SphinxVersion version;
  private final List<RouteHop> route;
  private final byte[] padding;
  private final List<HopKeys> keys; // one per hop, outermost first
  private final byte[] alpha;

  HeaderBuilder(
      Primitives primitives, SphinxVersion version, List<RouteHop> route, PacketSeed seed) {
    HeaderLayout.checkHops(route.size());
    if (seed.padding().length != HeaderLayout.finalPaddingBytes(route.size())) {
      throw new IllegalArgumentException("the seed is for a route of another length");
    }
    this.primitives = primitives;
    this.version = version;
    this.route = List.copyOf(route);
    this.padding = seed.padding();
    this.alpha = seed.secret().publicKey().toBytes();
    this.keys = deriveKeys(seed.secret().revealBytes());
  }

  /** Outermost first. */
  List<HopKeys> keys() {
    return keys;
  }

  /**
   * Hop i shares accumulator · its key. The accumulator begins as x, which is clamped, so the first
   * product is plain X25519; after that it is x·b0·…, mod l, which is not, whether the b are or
   * not.
   */
  private List<HopKeys> deriveKeys(byte[] accumulator) {
    List<HopKeys> derived = new ArrayList<>(route.size());
    byte[] shared = new byte[Primitives.X25519_BYTES];
    for (RouteHop hop : route) {
      byte[] nodeKey = hop.key().toBytes();
      boolean usable =
          derived.isEmpty()
              ? primitives.x25519(accumulator, nodeKey, 0, shared, 0)
              : primitives.multiplyUnclamped(accumulator, 0, nodeKey, 0, shared, 0);
      if (!usable) {
        throw new IllegalArgumentException("no secret can be shared with node key " + hop.key());
      }
      HopKeys hopKeys = new HopKeys();
      hopKeys.derive(shared, primitives);
      hopKeys.blindAccumulator(version.number(), accumulator, primitives);
      derived.add(hopKeys);
    }
    return derived;
  }

  /** Writes α, γ, β; throws IllegalArgumentException unless the identifier has 16 bytes. */
  void write(DestinationAddress destination, byte[] identifier, byte[] target) {
    HeaderLayout.checkIdentifier(identifier);
    byte[] routing = finalRouting(destination, identifier);
    byte[] mac = new byte[Primitives.HASH_BYTES];
    int last = route.size() - 1;
    keys.get(last).headerMac(routing, 0, mac, primitives);
    for (int i = last - 1; i >= 0; i--) {
      encloseIn(i, routing, mac);
      keys.get(i).headerMac(routing, 0, mac, primitives);
    }
    System.arraycopy(alpha, 0, target, ALPHA_OFFSET, alpha.length);
    System.arraycopy(mac, 0, target, GAMMA_OFFSET, GAMMA_BYTES);
    System.arraycopy(routing, 0, target, BETA_OFFSET, BETA_BYTES);
  }

  private byte[] finalRouting(DestinationAddress destination, byte[] identifier) {
    byte[] routing = new byte[BETA_BYTES];
    routing[HeaderLayout.FLAG_OFFSET] = HeaderLayout.FLAG_FINAL;
    version.write(routing);
    destination.write(routing, ADDRESS_OFFSET);
    System.arraycopy(
        identifier, 0, routing, HeaderLayout.IDENTIFIER_OFFSET, HeaderLayout.IDENTIFIER_BYTES);
    System.arraycopy(padding, 0, routing, HeaderLayout.FINAL_PADDING_OFFSET, padding.length);
    int encrypted = HeaderLayout.FINAL_PADDING_OFFSET + padding.length;
    keys.get(keys.size() - 1).applyZeroIvStream(routing, encrypted, primitives);
    byte[] filler = filler();
    System.arraycopy(filler, 0, routing, encrypted, filler.length);
    return routing;
  }

  /**
   * φ: each hop shifts 60 zeros in behind β and encrypts them with the end of its stream; the last
   * hop's MAC is over what has become of them by then.
   */
  byte[] filler() {
    byte[] filler = new byte[0];
    for (HopKeys hopKeys : keys.subList(0, keys.size() - 1)) {
      byte[] extended = new byte[EXTENDED_BETA_BYTES];
      int start = EXTENDED_BETA_BYTES - STEP_BYTES - filler.length;
      System.arraycopy(filler, 0, extended, start, filler.length);
      hopKeys.applyZeroIvStream(extended, EXTENDED_BETA_BYTES, primitives);
      filler = Arrays.copyOfRange(extended, start, EXTENDED_BETA_BYTES);
    }
    return filler;
  }

  /** Puts hop i's step in front of the routing block of hop i + 1, whose end falls off: it is φ. */
  private void encloseIn(int i, byte[] routing, byte[] nextMac) {
    System.arraycopy(routing, 0, routing, STEP_BYTES, BETA_BYTES - STEP_BYTES);
    routing[HeaderLayout.FLAG_OFFSET] = HeaderLayout.FLAG_FORWARD;
    version.write(routing);
    route.get(i + 1).address().write(routing, ADDRESS_OFFSET, ADDRESS_BYTES);
    ByteBuffer.wrap(routing)
        .putLong(HeaderLayout.DELAY_OFFSET, Delays.toNanos(route.get(i).delay()));
    System.arraycopy(nextMac, 0, routing, HeaderLayout.NEXT_GAMMA_OFFSET, GAMMA_BYTES);
    keys.get(i).applyZeroIvStream(routing, BETA_BYTES, primitives);
  }
}
