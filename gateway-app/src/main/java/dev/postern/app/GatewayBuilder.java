package dev.postern.app;

import dev.postern.app.directory.Announcement;
import dev.postern.app.directory.Directory;
import dev.postern.app.topology.NymTopology;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.GatewayStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Gateway} is made of. Keys, both listeners and a store are required; the rest has
 * defaults. Not thread-safe.
 */
public final class GatewayBuilder {
  private @Nullable IdentityPrivateKey identityKey;
  private @Nullable SphinxKeys sphinxKeys;
  private @Nullable SphinxKeyStore sphinxKeyStore;
  private @Nullable InetSocketAddress mixnetListener;
  private @Nullable InetSocketAddress clientsListener;
  private @Nullable InetSocketAddress apiListener;
  private @Nullable Path storeDirectory;
  private @Nullable GatewayStore store;
  private Directory directory = Directory.none();
  private @Nullable Announcement announcement;
  private @Nullable NymTopology topology;
  private GatewaySettings settings = GatewaySettings.defaults();
  private CryptoEngine engine = CryptoEngine.best();
  private Clock clock = Clock.systemUTC();
  private SecureRandom random = new SecureRandom();
  private MeterRegistry meterRegistry = new SimpleMeterRegistry();

  GatewayBuilder() {}

  /** The Ed25519 key that clients know the gateway by. Required. */
  public GatewayBuilder identityKey(IdentityPrivateKey key) {
    identityKey = key;
    return this;
  }

  /**
   * The X25519 key that senders wrap the last layer of a packet for. This or {@link #sphinxKeys} is
   * required; the later one counts.
   */
  public GatewayBuilder sphinxKey(SphinxPrivateKey key) {
    sphinxKeys = SphinxKeys.of(key);
    sphinxKeyStore = null;
    return this;
  }

  /**
   * The same key of a gateway that gives itself another one every {@link
   * GatewaySettings#withSphinxKeyRotation}, or when the store says that it is asked to.
   *
   * @param keys what the store was last given; at first {@link SphinxKeys#of}
   * @param keyStore keeps what the next start must know
   */
  public GatewayBuilder sphinxKeys(SphinxKeys keys, SphinxKeyStore keyStore) {
    sphinxKeys = keys;
    sphinxKeyStore = keyStore;
    return this;
  }

  /** Where to accept mix packets; port 0 for any free one. Required. */
  public GatewayBuilder mixnetListener(InetSocketAddress address) {
    mixnetListener = address;
    return this;
  }

  /** Where to accept clients; port 0 for any free one. Required. */
  public GatewayBuilder clientsListener(InetSocketAddress address) {
    clientsListener = address;
    return this;
  }

  /**
   * Where to show what the gateway is announced as, over HTTP; port 0 for any free one. By default
   * nowhere. Needs an {@link #announcement}.
   */
  public GatewayBuilder apiListener(InetSocketAddress address) {
    apiListener = address;
    return this;
  }

  /**
   * Where to keep the durable store; made if it isn't there. This or {@link #store} is required.
   */
  public GatewayBuilder storeDirectory(Path path) {
    storeDirectory = path;
    return this;
  }

  /**
   * A store of the embedder's, who closes it after the gateway. It has a clock and limits of its
   * own: {@link #clock} and {@link GatewaySettings#limits} are for the one that the gateway opens.
   */
  public GatewayBuilder store(GatewayStore ready) {
    store = ready;
    return this;
  }

  /** Where to be listed; by default nowhere. Needs an {@link #announcement}. */
  public GatewayBuilder directory(Directory where) {
    directory = where;
    return this;
  }

  /** What to be listed as. */
  public GatewayBuilder announcement(Announcement entry) {
    announcement = entry;
    return this;
  }

  /**
   * The nodes of a network of one's own: packets may go to them, wherever they are, besides to
   * whomever the directory lists.
   */
  public GatewayBuilder topology(NymTopology network) {
    topology = network;
    return this;
  }

  /** Timeouts, backoffs, windows, and the limits of the store. */
  public GatewayBuilder settings(GatewaySettings tuned) {
    settings = tuned;
    return this;
  }

  /** Who computes the primitives; by default {@link CryptoEngine#best}. */
  public GatewayBuilder engine(CryptoEngine chosen) {
    engine = chosen;
    return this;
  }

  /**
   * Dates messages, registrations and logins in the store that the gateway opens; by default the
   * system's clock. Leaps of it age nothing.
   */
  public GatewayBuilder clock(Clock source) {
    clock = source;
    return this;
  }

  /** Makes the ephemeral keys of registrations; by default a fresh SecureRandom. */
  public GatewayBuilder random(SecureRandom source) {
    random = source;
    return this;
  }

  /** Where counters go; by default to one that nobody else sees. */
  public GatewayBuilder meterRegistry(MeterRegistry registry) {
    meterRegistry = registry;
    return this;
  }

  /**
   * The gateway, not started.
   *
   * @throws IllegalStateException if something required is missing
   */
  public Gateway build() {
    if (store == null && storeDirectory == null) {
      throw new IllegalStateException("a gateway needs a storeDirectory or a store");
    }
    if (store != null && storeDirectory != null) {
      throw new IllegalStateException("a gateway needs one of storeDirectory and store, not both");
    }
    if (directory != Directory.none() && announcement == null) {
      throw new IllegalStateException("a gateway with a directory needs an announcement");
    }
    if (apiListener != null && announcement == null) {
      throw new IllegalStateException("a gateway with an apiListener needs an announcement");
    }
    if (sphinxKeyStore == null && !settings.sphinxKeyRotation().isZero()) {
      throw new IllegalStateException(
          "a gateway that rotates its Sphinx key needs sphinxKeys, with a store that keeps them");
    }
    return new Gateway(
        new GatewayPlan(
            required(identityKey, "identityKey"),
            required(sphinxKeys, "sphinxKey"),
            sphinxKeyStore,
            required(mixnetListener, "mixnetListener"),
            required(clientsListener, "clientsListener"),
            apiListener,
            storeDirectory,
            store,
            directory,
            announcement,
            topology,
            settings,
            engine,
            clock,
            random,
            meterRegistry));
  }

  private static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw new IllegalStateException("a gateway needs a " + name);
    }
    return value;
  }
}
