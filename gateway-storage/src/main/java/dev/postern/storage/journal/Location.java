package dev.postern.storage.journal;

/**
 * Where a message's record stands.
 *
 * @param segment number of the file
 * @param offset of the record in it
 * @param length of the message's content
 */
record Location(int segment, int offset, int length) {}
