package dev.postern.storage.journal;

/**
 * How a store is doing, for metrics and curious operators.
 *
 * @param segments files of the message journal
 * @param journalBytes their size
 * @param liveBytes how much of it is records of messages that are stored
 * @param waitingBytes how much waits to become durable
 * @param groups groups written since it was opened; each took one write and one fsync
 * @param damaged places since it was opened where a record should have been and was none
 * @param failed whether it takes nothing any more
 * @param heldMessages how many messages are only held in memory
 * @param diskFull whether nothing new is stored because the disk has too little room left
 * @param expiredMessages how many left since it was opened because nobody fetched them in time
 * @param expiredRegistrations how many left since it was opened because they were not used
 * @param condemned files since it was opened in which a write or an fsync failed, so that they were
 *     not written again
 * @param suspended whether the disk takes nothing, and what is not durable waits for it
 * @param suspensions how often that was so since it was opened
 */
public record StoreStatus(
    int segments,
    long journalBytes,
    long liveBytes,
    long waitingBytes,
    long groups,
    long damaged,
    boolean failed,
    long heldMessages,
    boolean diskFull,
    long expiredMessages,
    long expiredRegistrations,
    int condemned,
    boolean suspended,
    int suspensions) {}
