package dev.postern.app;

import dev.postern.app.directory.DirectoryConflict;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import dev.postern.storage.Usage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A mixnet gateway to embed: {@link #builder}, {@link #start}, {@link #close}. Several in one JVM
 * share nothing. Thread-safe; {@code start} and {@code close} block, everything else returns at
 * once.
 *
 * <pre>{@code
 * try (Gateway gateway =
 *     Gateway.builder()
 *         .identityKey(identity)
 *         .sphinxKey(sphinxKey)
 *         .mixnetListener(new InetSocketAddress("127.0.0.1", 0))
 *         .clientsListener(new InetSocketAddress("127.0.0.1", 0))
 *         .storeDirectory(Path.of("gateway-store"))
 *         .build()) {
 *   gateway.start();
 *   …
 * }
 * }</pre>
 */
public final class Gateway implements AutoCloseable {
  private final GatewayPlan plan;
  private final CompletableFuture<DirectoryConflict> conflict = new CompletableFuture<>();

  // Guarded by this: null before start and after close.
  private @Nullable RunningGateway running;
  private boolean closed;
  private SphinxPublicKey sphinxKey; // when it doesn't run

  Gateway(GatewayPlan plan) {
    this.plan = plan;
    this.sphinxKey = plan.sphinxKeys().current().publicKey();
  }

  /** Describes a gateway, step by step. */
  public static GatewayBuilder builder() {
    return new GatewayBuilder();
  }

  /**
   * Checks the cryptography, opens the store, binds both listeners, and goes on to the directory in
   * the background. When it returns, clients and mix packets are served.
   *
   * @throws IOException in one sentence: an address is taken or not ours, the store is locked,
   *     foreign or can't be written, a file of TLS can't be used. Nothing is left open then, and
   *     start may be tried again
   * @throws IllegalStateException if it was started or closed before, or if the cryptography of
   *     this machine gives wrong answers
   */
  public synchronized void start() throws IOException {
    if (running != null || closed) {
      throw new IllegalStateException("the gateway was started before");
    }
    RunningGateway started = RunningGateway.start(plan);
    running = started;
    var unused = started.conflict().thenAccept(conflict::complete);
  }

  /** Where mix packets are accepted; the port is the one bound, also if 0 was asked for. */
  public InetSocketAddress mixnetAddress() {
    return running().mixnetAddress();
  }

  /** Where clients are accepted; the port is the one bound, also if 0 was asked for. */
  public InetSocketAddress clientsAddress() {
    return running().clientsAddress();
  }

  /**
   * Where clients are accepted with TLS: a port of its own, or {@link #clientsAddress} if that one
   * speaks TLS. Empty without {@link GatewaySettings#tls}.
   */
  public Optional<InetSocketAddress> clientsTlsAddress() {
    return running().clientsTlsAddress();
  }

  /** Where it shows itself over HTTP. Empty without {@link GatewayBuilder#apiListener}. */
  public Optional<InetSocketAddress> apiAddress() {
    return running().apiAddress();
  }

  /** The key that clients know this gateway by. */
  public IdentityPublicKey identity() {
    return plan.identityKey().publicKey();
  }

  /**
   * The key that senders should wrap the last layer of a packet for; another one after a rotation.
   */
  public synchronized SphinxPublicKey sphinxKey() {
    return running == null ? sphinxKey : running.sphinxKey();
  }

  /** What waits in one client's inbox. */
  public Usage inboxUsage(DestinationAddress client) {
    return running().store().inboxes().usage(client);
  }

  /**
   * Completes if the directory lists another node with an address of ours; then the gateway is not
   * registered, and should be closed. Never completes otherwise.
   */
  public CompletableFuture<DirectoryConflict> conflict() {
    return conflict.copy();
  }

  private synchronized RunningGateway running() {
    if (running == null) {
      throw new IllegalStateException("the gateway is not running");
    }
    return running;
  }

  /**
   * Stops accepting, finishes what is in hand, sends the acks of what became durable, unregisters,
   * closes the store if the gateway opened it. Waits for others for 7 s at most; closing the store
   * takes as long as the disk needs. A second call does nothing.
   */
  @Override
  public synchronized void close() {
    closed = true;
    if (running != null) {
      running.close();
      sphinxKey = running.sphinxKey();
      running = null;
    }
  }
}
