package dev.postern.storage;

import java.util.concurrent.CompletableFuture;

/**
 * The message has its place.
 *
 * @param position its place in its owner's inbox, always above {@link InboxStore#BEFORE_ALL}
 * @param durable completes when it survives a crash; fails if it may not
 */
public record Appended(long position, CompletableFuture<Void> durable) implements AppendOutcome {}
