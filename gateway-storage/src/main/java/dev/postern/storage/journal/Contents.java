package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import java.util.concurrent.ConcurrentMap;

/**
 * What a store holds when it opens.
 *
 * @param index where each message stands
 * @param inboxes their positions and lengths
 * @param lastPosition no position up to and with this one is given away again
 */
record Contents(
    MessageIndex index, ConcurrentMap<DestinationAddress, Inbox> inboxes, long lastPosition) {}
