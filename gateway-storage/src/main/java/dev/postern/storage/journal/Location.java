package dev.postern.storage.journal;

/**
 * Where a message's record stands.
 *
 * @param segment number of the file; from 1 on
 * @param offset of the record in it
 * @param length of the message's content
 */
record Location(int segment, int offset, int length) {
  /** Size of the record. */
  int recordBytes() {
    return RecordFormat.bytes(length);
  }
}
