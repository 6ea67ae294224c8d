package dev.postern.sphinx;

import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.time.Duration;

/**
 * Takes one layer off a packet in the caller's buffer: the hot path. Not thread-safe: one per event
 * loop, reused for every packet. After {@link #unwrap} returned, the accessors of its kind of hop
 * tell of that packet until the next call.
 */
public final class InPlaceUnwrapper {
  /** What kind of hop a header named. */
  public enum Hop {
    /** {@link #nextHop}, {@link #delay}; the buffer now holds the next packet. */
    FORWARD,
    /** {@link #destination}, {@link #messageOffset}, {@link #messageBytes}. */
    FINAL
  }

  /** For a node's key, over an engine. */
  public InPlaceUnwrapper(SphinxPrivateKey key, CryptoEngine engine) {
    throw new UnsupportedOperationException();
  }

  /**
   * Derives the keys from α and takes the layer off; on failure the buffer's content is undefined.
   */
  public Hop unwrap(byte[] buffer, int offset, int length) throws InvalidPacketException {
    throw new UnsupportedOperationException();
  }

  /** The same with keys that {@link #deriveKeys} gave for a packet of the same α (VPN mode). */
  public Hop unwrap(byte[] buffer, int offset, int length, HopKeys keys)
      throws InvalidPacketException {
    throw new UnsupportedOperationException();
  }

  /** The keys of this hop for the packet's α: one X25519 and one HKDF. */
  public HopKeys deriveKeys(byte[] buffer, int offset) throws InvalidPacketException {
    throw new UnsupportedOperationException();
  }

  /** Final hop: whose the message is. */
  public DestinationAddress destination() {
    throw new UnsupportedOperationException();
  }

  /** Final hop: where in the caller's buffer the message begins. */
  public int messageOffset() {
    throw new UnsupportedOperationException();
  }

  /** Final hop: the length of the message. */
  public int messageBytes() {
    throw new UnsupportedOperationException();
  }

  /** Forward hop: the next node. */
  public NodeAddress nextHop() {
    throw new UnsupportedOperationException();
  }

  /** Forward hop: how long this node holds the packet. */
  public Duration delay() {
    throw new UnsupportedOperationException();
  }
}
