package dev.postern.net.client;

import dev.postern.sphinx.crypto.Primitives;

/**
 * What all clients on one event loop share; for that loop only.
 *
 * @param primitives for their proofs, keys and frames
 * @param backlogs lets them have their backlogs in turn
 */
record LoopTools(Primitives primitives, BacklogReads backlogs) {}
