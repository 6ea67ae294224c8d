package dev.postern.app.api;

import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.time.Instant;
import java.util.Optional;

/**
 * The Sphinx key of one moment, as a gateway shows it.
 *
 * @param key what senders wrap packets for
 * @param rotationId which one it is; 0 if it never was another
 * @param since when it came into use, if that is known
 */
public record SphinxKeyState(SphinxPublicKey key, long rotationId, Optional<Instant> since) {}
