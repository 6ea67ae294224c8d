package dev.postern.sphinx;

import static dev.postern.sphinx.HeaderLayout.ADDRESS_BYTES;
import static dev.postern.sphinx.HeaderLayout.ADDRESS_OFFSET;
import static dev.postern.sphinx.HeaderLayout.ALPHA_OFFSET;
import static dev.postern.sphinx.HeaderLayout.BETA_BYTES;
import static dev.postern.sphinx.HeaderLayout.BETA_OFFSET;
import static dev.postern.sphinx.HeaderLayout.GAMMA_BYTES;
import static dev.postern.sphinx.HeaderLayout.GAMMA_OFFSET;
import static dev.postern.sphinx.HeaderLayout.PAYLOAD_OFFSET;

import dev.postern.sphinx.InvalidPacketException.Reason;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes one layer off a packet in the caller's buffer: the hot path. Not thread-safe: one per event
 * loop, reused for every packet. After {@link #unwrap} returned, the accessors of its kind of hop
 * tell of that packet until the next call; at another time they throw IllegalStateException.
 *
 * <p>A packet is a header and a payload of at least 33 bytes; which lengths a node takes from the
 * network is for the framing to say ({@link PacketSize}). Whatever the bytes are, the outcome is a
 * {@link Hop} or an {@link InvalidPacketException}. The layer comes off in the order of the
 * package's picture; nothing is decrypted before γ was compared. Packets of every {@link
 * SphinxVersion} come in any order: the decrypted header says which it is.
 */
public final class InPlaceUnwrapper {
  /** The shortest packet: a header and the smallest block of the payload's cipher. */
  public static final int MIN_PACKET_BYTES = PAYLOAD_OFFSET + Lioness.MIN_BLOCK_BYTES;

  /** Length of a tag. */
  public static final int TAG_BYTES = HopKeys.REPLAY_TAG_BYTES;

  /** What kind of hop a header named. */
  public enum Hop {
    /** {@link #nextHop}, {@link #delay}; the buffer now holds the next packet. */
    FORWARD,
    /**
     * {@link #destination}, {@link #identifier}, {@link #messageOffset}, {@link #messageBytes},
     * {@link #copySecretTag}, {@link #copyMessageTag}.
     */
    FINAL
  }

  private final byte[] privateKey;
  private final Primitives primitives;
  private final Lioness lioness;

  private final HopKeys derivedKeys = new HopKeys();
  private final byte[] sharedSecret = new byte[Primitives.X25519_BYTES];
  private final byte[] mac = new byte[Primitives.HASH_BYTES];
  private final byte[] routing = new byte[HeaderLayout.EXTENDED_BETA_BYTES];
  private final byte[] seededKey = new byte[Lioness.KEY_BYTES];

  private @Nullable Hop hop; // what the fields below and routing tell of; null: nothing
  private HopKeys hopKeys = derivedKeys; // that it was opened with
  private int messageOffset;
  private int messageBytes;

  /** For a node's key, over an engine. */
  public InPlaceUnwrapper(SphinxPrivateKey key, CryptoEngine engine) {
    privateKey = key.revealBytes();
    primitives = engine.newPrimitives();
    lioness = new Lioness(primitives);
  }

  /**
   * Derives the keys from α and takes the layer off; on failure the buffer's content is undefined.
   */
  public Hop unwrap(byte[] buffer, int offset, int length) throws InvalidPacketException {
    checkLength(buffer, offset, length);
    derive(buffer, offset, derivedKeys);
    return unwrap(buffer, offset, length, derivedKeys);
  }

  /** The same with keys that {@link #deriveKeys} gave for a packet of the same α (VPN mode). */
  public Hop unwrap(byte[] buffer, int offset, int length, HopKeys keys)
      throws InvalidPacketException {
    hop = null;
    checkLength(buffer, offset, length);
    checkHeaderMac(buffer, offset, keys);
    decryptRouting(buffer, offset, keys);
    hop =
        switch (routing[HeaderLayout.FLAG_OFFSET]) {
          case HeaderLayout.FLAG_FORWARD -> forward(buffer, offset, length, keys);
          case HeaderLayout.FLAG_FINAL -> arrive(buffer, offset, length, keys);
          default -> throw new InvalidPacketException(Reason.ROUTING_FLAG);
        };
    hopKeys = keys;
    return hop;
  }

  /** The keys of this hop for the packet's α: one X25519 and one HKDF. The caller's to keep. */
  public HopKeys deriveKeys(byte[] buffer, int offset) throws InvalidPacketException {
    HopKeys keys = new HopKeys();
    derive(buffer, offset, keys);
    return keys;
  }

  private static void checkLength(byte[] buffer, int offset, int length)
      throws InvalidPacketException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length < MIN_PACKET_BYTES) {
      throw new InvalidPacketException(Reason.LENGTH);
    }
  }

  private void derive(byte[] buffer, int offset, HopKeys keys) throws InvalidPacketException {
    hop = null;
    if (!primitives.x25519(privateKey, buffer, offset + ALPHA_OFFSET, sharedSecret, 0)) {
      throw new InvalidPacketException(Reason.LOW_ORDER_ALPHA);
    }
    keys.derive(sharedSecret, primitives);
  }

  private void checkHeaderMac(byte[] buffer, int offset, HopKeys keys)
      throws InvalidPacketException {
    keys.headerMac(buffer, offset + BETA_OFFSET, mac, primitives);
    if (!Primitives.equalInConstantTime(mac, 0, buffer, offset + GAMMA_OFFSET, GAMMA_BYTES)) {
      throw new InvalidPacketException(Reason.HEADER_MAC_MISMATCH);
    }
  }

  private void decryptRouting(byte[] buffer, int offset, HopKeys keys) {
    System.arraycopy(buffer, offset + BETA_OFFSET, routing, 0, BETA_BYTES);
    Arrays.fill(routing, BETA_BYTES, routing.length, (byte) 0);
    keys.applyZeroIvStream(routing, routing.length, primitives);
  }

  private Hop forward(byte[] buffer, int offset, int length, HopKeys keys)
      throws InvalidPacketException {
    int alpha = offset + ALPHA_OFFSET;
    if (!keys.blind(SphinxVersion.read(routing), buffer, alpha, primitives)) {
      throw new InvalidPacketException(Reason.BLINDING);
    }
    decryptPayload(buffer, offset, length, keys);
    System.arraycopy( // the next γ and β stand as they will in the next packet
        routing,
        HeaderLayout.NEXT_GAMMA_OFFSET,
        buffer,
        offset + GAMMA_OFFSET,
        GAMMA_BYTES + BETA_BYTES);
    return Hop.FORWARD;
  }

  private Hop arrive(byte[] buffer, int offset, int length, HopKeys keys)
      throws InvalidPacketException {
    decryptPayload(buffer, offset, length, keys);
    int payload = offset + PAYLOAD_OFFSET;
    messageBytes = PayloadPadding.messageBytes(buffer, payload, length - PAYLOAD_OFFSET);
    messageOffset = payload + PayloadPadding.LEADING_ZERO_BYTES;
    return Hop.FINAL;
  }

  private void decryptPayload(byte[] buffer, int offset, int length, HopKeys keys) {
    byte[] key = keys.bytes();
    int keyOffset = HopKeys.PAYLOAD_KEY_OFFSET;
    if (SphinxVersion.seedsPayloadKeys(SphinxVersion.read(routing))) {
      PayloadSeed.expand(key, keyOffset, seededKey, primitives);
      key = seededKey;
      keyOffset = 0;
    }
    lioness.decrypt(key, keyOffset, buffer, offset + PAYLOAD_OFFSET, length - PAYLOAD_OFFSET);
  }

  /** Final hop: whose the message is. */
  public DestinationAddress destination() {
    expect(Hop.FINAL);
    return DestinationAddress.read(routing, ADDRESS_OFFSET);
  }

  /** Final hop: the 16-byte SURB identifier, copied. */
  public byte[] identifier() {
    expect(Hop.FINAL);
    return Arrays.copyOfRange(
        routing, HeaderLayout.IDENTIFIER_OFFSET, HeaderLayout.FINAL_PADDING_OFFSET);
  }

  /** Final hop: where in the caller's buffer the message begins. */
  public int messageOffset() {
    expect(Hop.FINAL);
    return messageOffset;
  }

  /** Final hop: the length of the message. */
  public int messageBytes() {
    expect(Hop.FINAL);
    return messageBytes;
  }

  /**
   * Final hop: {@value #TAG_BYTES} bytes by which the packet is known again. They come from the
   * shared secret and not from α: sixteen values of α that differ give one secret (bit 255, and the
   * eight points of low order that can be added), and so this one tag.
   */
  public void copySecretTag(byte[] out, int offset) {
    expect(Hop.FINAL);
    hopKeys.secretTag(out, offset);
  }

  /**
   * Final hop: {@value #TAG_BYTES} bytes, from 0 on, by which the message is known again under this
   * shared secret: for VPN mode, whose senders put many messages under one.
   *
   * @param buffer that was unwrapped, with the message still in it
   */
  public void copyMessageTag(byte[] buffer, byte[] out) {
    expect(Hop.FINAL);
    hopKeys.messageTag(buffer, messageOffset, messageBytes, out, primitives);
  }

  /**
   * Forward hop: the next node.
   *
   * @throws IllegalArgumentException if the header names none: its type isn't 4 or 6. The sender
   *     wrote that, so a node that forwards must be ready for it.
   */
  public NodeAddress nextHop() {
    expect(Hop.FORWARD);
    return NodeAddress.read(routing, ADDRESS_OFFSET, ADDRESS_OFFSET + ADDRESS_BYTES);
  }

  /** Forward hop: the {@value NodeAddress#HEADER_BYTES} address bytes as they are, copied. */
  public byte[] nextHopBytes() {
    expect(Hop.FORWARD);
    return Arrays.copyOfRange(routing, ADDRESS_OFFSET, ADDRESS_OFFSET + ADDRESS_BYTES);
  }

  /** Forward hop: how long this node holds the packet. */
  public Duration delay() {
    expect(Hop.FORWARD);
    return Delays.fromNanos(ByteBuffer.wrap(routing).getLong(HeaderLayout.DELAY_OFFSET));
  }

  private void expect(Hop expected) {
    if (hop != expected) {
      throw new IllegalStateException("the last packet was not a " + expected + " hop: " + hop);
    }
  }
}
