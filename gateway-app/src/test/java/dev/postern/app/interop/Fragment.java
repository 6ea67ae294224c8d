package dev.postern.app.interop;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A part of a message between two clients, as all of them cut it since 2020. A message is its kind
 * (0: no way to reply), its bytes, a 1, and zeros up to the end of the last part. Later clients
 * also send kind 1, which has a head more; this reads it, though no client of 2020 would, if it
 * brings no SURBs.
 *
 * <pre>
 *  0               4       5        6   7
 *  +---------------+-------+--------+---+---------+
 *  | 1, 31-bit set | total | number | 0 |  bytes  |
 *  +---------------+-------+--------+---+---------+
 * </pre>
 *
 * @param set random; the same in all parts of a message
 * @param total how many parts there are, at most 255
 * @param number from 1
 * @param part of the padded message
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Fragment(int set, int total, int number, byte[] part) {
  private static final int HEADER_BYTES = 7;
  private static final int IS_FRAGMENT = 1 << 31;
  private static final byte NO_REPLY = 0;
  private static final byte ANONYMOUS = 1;
  private static final int ANONYMOUS_HEAD_BYTES = 16 + 1 + 4; // tag, kind of content, SURBs
  private static final byte END = 1;

  /** Cuts a message for packets that have so much room each. */
  static List<Fragment> cut(byte[] message, int room, Random random) {
    int partBytes = room - HEADER_BYTES;
    int total = (1 + message.length + 1 + partBytes - 1) / partBytes;
    byte[] padded = new byte[total * partBytes];
    padded[0] = NO_REPLY;
    System.arraycopy(message, 0, padded, 1, message.length);
    padded[1 + message.length] = END;
    int set = 1 + random.nextInt(Integer.MAX_VALUE);
    List<Fragment> fragments = new ArrayList<>();
    for (int i = 0; i < total; i++) {
      byte[] part = Arrays.copyOfRange(padded, i * partBytes, (i + 1) * partBytes);
      fragments.add(new Fragment(set, total, i + 1, part));
    }
    return fragments;
  }

  byte[] toBytes() {
    return ByteBuffer.allocate(HEADER_BYTES + part.length)
        .putInt(set | IS_FRAGMENT)
        .put((byte) total)
        .put((byte) number)
        .put((byte) 0)
        .put(part)
        .array();
  }

  static Fragment read(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int set = buffer.getInt() & ~IS_FRAGMENT;
    int total = Byte.toUnsignedInt(buffer.get());
    int number = Byte.toUnsignedInt(buffer.get());
    return new Fragment(set, total, number, Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length));
  }

  /** The message, from all of its parts in their order. */
  static byte[] join(Iterable<Fragment> parts, int total) {
    ByteBuffer padded = ByteBuffer.allocate(total * parts.iterator().next().part.length);
    parts.forEach(fragment -> padded.put(fragment.part));
    byte[] bytes = padded.array();
    int end = padded.position() - 1;
    while (bytes[end] != END) {
      end--;
    }
    int start =
        switch (bytes[0]) {
          case NO_REPLY -> 1;
          case ANONYMOUS -> 1 + ANONYMOUS_HEAD_BYTES;
          default -> throw new AssertionError("a message of kind " + bytes[0]);
        };
    return Arrays.copyOfRange(bytes, start, end);
  }
}
