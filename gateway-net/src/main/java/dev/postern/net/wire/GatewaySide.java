package dev.postern.net.wire;

import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What a generation needs of the gateway to speak for it on one connection. Used on that
 * connection's event loop only.
 *
 * @param identity signs
 * @param ephemeralKeys gives a fresh key for each handshake
 * @param primitives the event loop's
 * @param random for nonces
 * @param clock by which dated proofs are judged
 * @param mayRegister whether a registration may begin, which costs us two public key operations;
 *     each call takes a part of what the peer may do
 */
public record GatewaySide(
    IdentityPrivateKey identity,
    Supplier<SphinxPrivateKey> ephemeralKeys,
    Primitives primitives,
    SecureRandom random,
    Clock clock,
    BooleanSupplier mayRegister) {}
