package dev.postern.storage;

import java.util.List;

/**
 * Some messages of an inbox, oldest first.
 *
 * @param messages none if there was nothing after the position asked for
 */
public record Batch(List<StoredMessage> messages) {}
