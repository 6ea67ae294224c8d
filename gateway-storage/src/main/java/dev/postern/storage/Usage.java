package dev.postern.storage;

/**
 * How much is stored.
 *
 * @param messages how many
 * @param bytes of their contents
 */
public record Usage(long messages, long bytes) {}
