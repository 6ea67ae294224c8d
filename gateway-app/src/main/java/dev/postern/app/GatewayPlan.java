package dev.postern.app;

import dev.postern.app.directory.Announcement;
import dev.postern.app.directory.Directory;
import dev.postern.app.topology.NymTopology;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.storage.GatewayStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What {@link GatewayBuilder} was told; see there. Exactly one of {@code storeDirectory} and {@code
 * store} is given, an announcement if there is a directory or a listener of the API, and a store of
 * keys if they are rotated.
 */
record GatewayPlan(
    IdentityPrivateKey identityKey,
    SphinxKeys sphinxKeys,
    @Nullable SphinxKeyStore sphinxKeyStore,
    InetSocketAddress mixnetListener,
    InetSocketAddress clientsListener,
    @Nullable InetSocketAddress apiListener,
    @Nullable Path storeDirectory,
    @Nullable GatewayStore store,
    Directory directory,
    @Nullable Announcement announcement,
    @Nullable NymTopology topology,
    GatewaySettings settings,
    CryptoEngine engine,
    Clock clock,
    SecureRandom random,
    MeterRegistry meters) {}
