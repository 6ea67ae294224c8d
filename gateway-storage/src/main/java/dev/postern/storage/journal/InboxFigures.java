package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Usage;

/**
 * What one inbox holds.
 *
 * @param owner whose it is
 * @param usage how much
 */
public record InboxFigures(DestinationAddress owner, Usage usage) {}
