package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A record of a journal file. Numbers are big-endian.
 *
 * <pre>
 *  0        8        12       16     17      20        52         60            60 + length
 *  +--------+--------+--------+------+-------+---------+----------+----------------+
 *  |  mark  | CRC32C | length | type | 0 0 0 |  owner  | position |    payload     |
 *  +--------+--------+--------+------+-------+---------+----------+----------------+
 *                    |&lt;-------------------- under the CRC32C ---------------------&gt;|
 * </pre>
 *
 * The mark is eight random bytes of the file, from its {@link FileHeader}. It is how the next whole
 * record is found behind a damaged one; and because nobody outside knows it, no message can carry
 * something within that would then be taken for a record.
 */
final class RecordFormat {
  private static final int CRC = 8;
  private static final int LENGTH = 12;
  private static final int TYPE = 16;
  private static final int OWNER = 20;
  private static final int POSITION = 52;

  /** Bytes before the payload. */
  static final int HEADER_BYTES = 60;

  /** Longest payload; thirty times the longest message of Nym 0.9. */
  static final int MAX_PAYLOAD_BYTES = 1 << 20;

  /** Longest record. */
  static final int MAX_BYTES = HEADER_BYTES + MAX_PAYLOAD_BYTES;

  private RecordFormat() {}

  /** Size of a record. */
  static int bytes(int payloadLength) {
    return HEADER_BYTES + payloadLength;
  }

  /** Writes a record at the buffer's position and moves it behind. */
  static void encode(
      ByteBuffer target,
      long mark,
      RecordType type,
      DestinationAddress owner,
      long position,
      ByteBuffer payload) {
    int start = target.position();
    target.putLong(mark).putInt(0).putInt(payload.remaining());
    target.put(type.code()).put((byte) 0).putShort((short) 0);
    target.put(owner.toBytes()).putLong(position).put(payload);
    target.putInt(start + CRC, crc(target, start, target.position() - start));
  }

  /**
   * Whether a whole record of that mark begins at an index of the buffer and ends before its limit.
   */
  static boolean isWhole(ByteBuffer source, int at, long mark) {
    return hasWholeLength(source, at, mark)
        && RecordType.ofCode(source.get(at + TYPE)) != null
        && source.getInt(at + CRC) == crc(source, at, bytes(payloadLength(source, at)));
  }

  /** Whether mark and length are those of a record that ends before the buffer's limit. */
  static boolean hasWholeLength(ByteBuffer source, int at, long mark) {
    if (source.limit() - at < HEADER_BYTES || source.getLong(at) != mark) {
      return false;
    }
    int length = payloadLength(source, at);
    return length >= 0
        && length <= MAX_PAYLOAD_BYTES
        && length <= source.limit() - at - HEADER_BYTES;
  }

  static int payloadLength(ByteBuffer source, int at) {
    return source.getInt(at + LENGTH);
  }

  /** Of a whole record. */
  static RecordType type(ByteBuffer source, int at) {
    RecordType type = RecordType.ofCode(source.get(at + TYPE));
    if (type == null) {
      throw new AssertionError("a whole record has a type");
    }
    return type;
  }

  static DestinationAddress owner(ByteBuffer source, int at) {
    byte[] owner = new byte[DestinationAddress.BYTES];
    source.get(at + OWNER, owner);
    return DestinationAddress.read(owner, 0);
  }

  static long position(ByteBuffer source, int at) {
    return source.getLong(at + POSITION);
  }

  /** A view of the payload. */
  static ByteBuffer payload(ByteBuffer source, int at) {
    return source.slice(at + HEADER_BYTES, payloadLength(source, at));
  }

  private static int crc(ByteBuffer record, int at, int bytes) {
    CRC32C crc = new CRC32C();
    crc.update(record.slice(at + LENGTH, bytes - LENGTH));
    return (int) crc.getValue();
  }
}
