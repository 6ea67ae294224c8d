package dev.postern.net.client;

import dev.postern.net.PacketForwarder;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.GatewayStore;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * What the client side needs of the rest of a gateway. All of it is shared and thread-safe.
 *
 * @param identity signs registration handshakes
 * @param ephemeralKeys gives a fresh key for each handshake
 * @param store registrations and inboxes
 * @param online who is here; the delivery path looks them up there
 * @param forwarder takes clients' packets
 * @param clock dates registrations and logins
 */
public record ClientServices(
    IdentityPrivateKey identity,
    Supplier<SphinxPrivateKey> ephemeralKeys,
    GatewayStore store,
    OnlineClients online,
    PacketForwarder forwarder,
    Clock clock) {}
