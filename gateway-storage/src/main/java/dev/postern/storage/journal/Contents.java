package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import java.util.concurrent.ConcurrentMap;

/**
 * What a store holds when it opens.
 *
 * @param inboxes the messages, and where they stand
 * @param lastPosition no position up to and with this one is given away again
 */
record Contents(ConcurrentMap<DestinationAddress, Inbox> inboxes, long lastPosition) {}
