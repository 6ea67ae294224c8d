package dev.postern.storage.journal;

/**
 * Where a message's record stands.
 *
 * @param segment number of the file; from 1 on
 * @param offset of the record in it
 * @param length of the message's content
 */
record Location(int segment, int offset, int length) {
  /** Whether a record can be there in a file of that size. */
  boolean isWithin(long size) {
    return offset >= FileHeader.BYTES
        && length >= 0
        && length <= RecordFormat.MAX_PAYLOAD_BYTES
        && offset + (long) recordBytes() <= size;
  }

  /** Size of the record. */
  int recordBytes() {
    return RecordFormat.bytes(length);
  }
}
