package dev.postern.storage.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A plain reading of the file format (docs/store-format.md), apart from the one that is tested; and
 * right checksums for bytes that a fuzzer made up, so that it gets behind them.
 */
final class Sealing {
  private static final int HEADER = 64;
  private static final int RECORD_HEADER = 60;
  private static final int MAX_PAYLOAD = 1 << 20;

  private Sealing() {}

  /** Gives a file's header its checksum. */
  static void sealHeader(byte[] file) {
    if (file.length >= HEADER) {
      ByteBuffer.wrap(file).putInt(HEADER - 4, crc(file, 0, HEADER - 4));
    }
  }

  static boolean hasSealedHeader(byte[] file) {
    return file.length >= HEADER
        && ByteBuffer.wrap(file).getInt(HEADER - 4) == crc(file, 0, HEADER - 4);
  }

  /** Gives the records their mark and checksum, from the first to one of no possible length. */
  static void sealRecords(byte[] file) {
    ByteBuffer buffer = ByteBuffer.wrap(file);
    int at = HEADER;
    while (at + RECORD_HEADER <= file.length && fits(file, at)) {
      int length = RECORD_HEADER + buffer.getInt(at + 12);
      buffer.putLong(at, buffer.getLong(24));
      buffer.putInt(at + 8, crc(file, at + 12, length - 12));
      at += length;
    }
  }

  /** Gives a small file, of which the last four bytes are the checksum, the right one. */
  static void sealEnd(byte[] file) {
    if (file.length >= 4) {
      ByteBuffer.wrap(file).putInt(file.length - 4, crc(file, 0, file.length - 4));
    }
  }

  static boolean hasSealedEnd(byte[] file) {
    return file.length >= 4
        && ByteBuffer.wrap(file).getInt(file.length - 4) == crc(file, 0, file.length - 4);
  }

  /** Where whole records of a mark begin that don't overlap. */
  static List<Integer> records(byte[] file, long mark) {
    List<Integer> found = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.wrap(file);
    int at = HEADER;
    while (at + RECORD_HEADER <= file.length) {
      boolean whole =
          buffer.getLong(at) == mark
              && fits(file, at)
              && file[at + 16] >= 1
              && file[at + 16] <= 6
              && buffer.getInt(at + 8)
                  == crc(file, at + 12, RECORD_HEADER - 12 + buffer.getInt(at + 12));
      if (whole) {
        found.add(at);
      }
      at += whole ? RECORD_HEADER + buffer.getInt(at + 12) : 1;
    }
    return found;
  }

  private static boolean fits(byte[] file, int at) {
    int length = ByteBuffer.wrap(file).getInt(at + 12);
    return length >= 0 && length <= MAX_PAYLOAD && length <= file.length - at - RECORD_HEADER;
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
