package dev.postern.storage;

import java.util.concurrent.CompletableFuture;

/**
 * The message has its place.
 *
 * @param position its place in its owner's inbox, always above {@link InboxStore#BEFORE_ALL}
 * @param safe completes when its sender may be told: it survives a crash, or its client has
 *     confirmed it; fails if neither will come
 */
public record Appended(long position, CompletableFuture<Void> safe) implements AppendOutcome {}
