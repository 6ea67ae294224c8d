package dev.postern.storage;

import java.util.concurrent.CompletableFuture;

/**
 * The message has its place.
 *
 * @param message the message with its position, for a session that is caught up
 * @param durable completes when it survives a crash; fails if it may not
 */
public record Appended(StoredMessage message, CompletableFuture<Void> durable)
    implements AppendOutcome {}
