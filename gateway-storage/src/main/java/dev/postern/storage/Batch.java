package dev.postern.storage;

import java.util.List;

/**
 * Some messages of an inbox, oldest first.
 *
 * @param messages none if there was nothing after the position asked for
 * @param more whether there was another message behind them when they were selected; what was
 *     appended since then doesn't show
 */
public record Batch(List<StoredMessage> messages, boolean more) {}
