package dev.postern.storage.journal;

/**
 * What an import put into a store.
 *
 * @param registered registrations that were new
 * @param replaced registrations that stand over others now
 * @param kept registrations of the file that the store had its own for, which stayed
 * @param messages messages that were appended
 * @param unknown messages of the file whose clients are not registered, and which were left out
 */
public record ImportedContents(
    long registered, long replaced, long kept, long messages, long unknown) {}
