package dev.postern.storage.journal;

/**
 * How much there is in an export.
 *
 * @param registrations how many
 * @param messages how many
 * @param bytes of the messages' contents
 */
public record ArchiveContents(long registrations, long messages, long bytes) {}
