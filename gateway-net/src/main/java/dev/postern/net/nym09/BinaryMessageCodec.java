package dev.postern.net.nym09;

import dev.postern.sphinx.crypto.Primitives;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A binary frame of a client that is logged in; the same in both directions (spec §4).
 *
 * <pre>
 *  0                     32                              32 + n
 *  +---------------------+---------------------------------+
 *  |         MAC         |   ciphertext, n = plaintext's   |
 *  +---------------------+---------------------------------+
 *    HMAC-BLAKE3 of the     AES-128-CTR with a zero IV
 *    ciphertext             (SharedKeys.zeroIvKeystream)
 * </pre>
 *
 * <p>Not thread-safe, as its primitives aren't.
 */
public final class BinaryMessageCodec {
  /** What a frame has in front of its ciphertext. */
  public static final int MAC_BYTES = SharedKeys.MAC_BYTES;

  /** The longest frame that makes sense: an extended packet for an IPv6 address. */
  public static final int LONGEST_FRAME_BYTES = MAC_BYTES + BinaryRequest.SHAPE.longestBytes();

  /** What {@link #open} found. */
  public enum Opening {
    /** The frame is by the holder of the keys, and is decrypted. */
    OPENED,
    /** Shorter than a MAC. */
    TOO_SHORT,
    /** Made with other keys, or altered. */
    WRONG_MAC
  }

  private final SharedKeys keys;
  private final Primitives primitives;

  /** For one client's keys, on one thread. */
  public BinaryMessageCodec(SharedKeys keys, Primitives primitives) {
    this.keys = keys;
    this.primitives = primitives;
  }

  /**
   * Checks the MAC in constant time and decrypts in place. After {@link Opening#OPENED} the frame's
   * readable bytes are the plaintext; otherwise they are as they were. Stays the caller's.
   */
  public Opening open(ByteBuf frame) {
    int length = frame.readableBytes() - MAC_BYTES;
    if (length < 0) {
      return Opening.TOO_SHORT;
    }
    byte[] bytes = frame.hasArray() ? frame.array() : ByteBufUtil.getBytes(frame);
    int start = frame.hasArray() ? frame.arrayOffset() + frame.readerIndex() : 0;
    int text = start + MAC_BYTES;
    byte[] expected = keys.mac(primitives, bytes, text, length);
    if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(bytes, start, text))) {
      return Opening.WRONG_MAC;
    }
    keys.zeroIvKeystream(primitives, bytes, text, length);
    frame.skipBytes(MAC_BYTES);
    if (!frame.hasArray()) {
      frame.setBytes(frame.readerIndex(), bytes, text, length);
    }
    return Opening.OPENED;
  }

  /** A frame around a plaintext, of which nothing is changed; array-backed, the caller's. */
  public ByteBuf seal(ByteBufAllocator allocator, ByteBuffer plaintext) {
    int length = plaintext.remaining();
    ByteBuf frame = allocator.heapBuffer(MAC_BYTES + length, MAC_BYTES + length);
    frame.writeZero(MAC_BYTES).writeBytes(plaintext.duplicate());
    int text = frame.arrayOffset() + MAC_BYTES;
    keys.zeroIvKeystream(primitives, frame.array(), text, length);
    frame.setBytes(0, keys.mac(primitives, frame.array(), text, length));
    return frame;
  }
}
