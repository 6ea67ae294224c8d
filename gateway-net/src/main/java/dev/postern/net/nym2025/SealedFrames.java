package dev.postern.net.nym2025;

import dev.postern.net.wire.RequestFault;
import dev.postern.sphinx.crypto.Primitives;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;

/**
 * Binary frames of a client that is logged in, in both directions (the later generations' spec
 * §6.4).
 *
 * <pre>
 *  0      1      2             14                          14 + n       30 + n
 *  +------+------+--------------+-----------------------------+------------+
 *  | kind | flag |    nonce     |   ciphertext, n bytes as    |    tag     |
 *  |      |  1   |              |   the plaintext             |            |
 *  +------+------+--------------+-----------------------------+------------+
 * </pre>
 *
 * <p>The flag says that it is encrypted. The protocol knows frames that aren't, and the reference
 * takes them from anybody who can write to the socket; we don't. Not thread-safe.
 */
final class SealedFrames {
  private static final int NONCE_OFFSET = 2;
  private static final int TEXT_OFFSET = NONCE_OFFSET + GcmSivKey.NONCE_BYTES;

  /** What a frame has besides its plaintext. */
  static final int OVERHEAD_BYTES = TEXT_OFFSET + GcmSivKey.TAG_BYTES;

  private static final byte ENCRYPTED = 1;
  private static final String TOO_SHORT = "the request is too short";
  private static final String UNDECRYPTABLE =
      "failed to either encrypt or decrypt provided message";

  private final GcmSivKey key;
  private final Primitives primitives;

  /** For one client's key, on one thread. */
  SealedFrames(GcmSivKey key, Primitives primitives) {
    this.key = key;
    this.primitives = primitives;
  }

  /** What came of a frame. */
  sealed interface Opening permits Opened, Unopened {}

  /** It is by the holder of the key; its readable bytes are the plaintext. */
  record Opened(int kind) implements Opening {}

  /** It is not, and is as it was; the reason is the reference's. */
  record Unopened(RequestFault fault, String reason) implements Opening {}

  /** Opens a frame of a client in place; one that is the gateway's own doesn't count. */
  Opening openClients(ByteBuf frame) {
    byte[] nonce = new byte[GcmSivKey.NONCE_BYTES];
    if (frame.readableBytes() >= TEXT_OFFSET) {
      frame.getBytes(frame.readerIndex() + NONCE_OFFSET, nonce);
    }
    return GatewayNonces.isGateways(nonce, 0)
        ? new Unopened(RequestFault.WRONG_MAC, UNDECRYPTABLE)
        : open(frame);
  }

  /** Opens a frame in place; the frame stays the caller's. */
  Opening open(ByteBuf frame) {
    int length = frame.readableBytes();
    int start = frame.readerIndex();
    if (length < NONCE_OFFSET) {
      return new Unopened(RequestFault.TOO_SHORT, TOO_SHORT);
    }
    if (frame.getByte(start + 1) != ENCRYPTED) {
      return new Unopened(RequestFault.UNENCRYPTED, "the encryption flag had an unexpected value");
    }
    if (length < OVERHEAD_BYTES) {
      return new Unopened(RequestFault.TOO_SHORT, length < TEXT_OFFSET ? TOO_SHORT : UNDECRYPTABLE);
    }
    if (!decrypt(frame, start, length)) {
      return new Unopened(RequestFault.WRONG_MAC, UNDECRYPTABLE);
    }
    int kind = frame.getUnsignedByte(start);
    frame.setIndex(start + TEXT_OFFSET, start + length - GcmSivKey.TAG_BYTES);
    return new Opened(kind);
  }

  private boolean decrypt(ByteBuf frame, int start, int length) {
    byte[] bytes = frame.hasArray() ? frame.array() : ByteBufUtil.getBytes(frame);
    int nonce = NONCE_OFFSET + (frame.hasArray() ? frame.arrayOffset() + start : 0);
    int text = nonce + GcmSivKey.NONCE_BYTES;
    int sealed = length - TEXT_OFFSET;
    if (!key.open(primitives, bytes, nonce, bytes, text, sealed, bytes, text)) {
      return false;
    }
    if (!frame.hasArray()) {
      frame.setBytes(start + TEXT_OFFSET, bytes, text, sealed - GcmSivKey.TAG_BYTES);
    }
    return true;
  }

  /** A frame around a plaintext, of which nothing is changed; array-backed, the caller's. */
  ByteBuf seal(ByteBufAllocator allocator, int kind, byte[] nonce, ByteBuffer plaintext) {
    int length = plaintext.remaining();
    int frameBytes = OVERHEAD_BYTES + length;
    ByteBuf frame = allocator.heapBuffer(frameBytes, frameBytes);
    frame.writeByte(kind).writeByte(ENCRYPTED).writeBytes(nonce).writeBytes(plaintext.duplicate());
    int text = frame.arrayOffset() + TEXT_OFFSET;
    key.seal(primitives, nonce, 0, frame.array(), text, length, frame.array(), text);
    return frame.writerIndex(frameBytes);
  }
}
