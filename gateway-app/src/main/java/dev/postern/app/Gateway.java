package dev.postern.app;

import dev.postern.app.directory.Announcement;
import dev.postern.app.directory.Directory;
import dev.postern.app.directory.DirectoryConflict;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A running gateway, for embedding. */
public final class Gateway implements AutoCloseable {
  private Gateway() {}

  /** Starts to describe a gateway. */
  public static Builder builder() {
    return new Builder();
  }

  /** Opens the store, binds both listeners and registers in the background. */
  public void start() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Where mix packets are accepted. */
  public InetSocketAddress mixnetAddress() {
    throw new UnsupportedOperationException();
  }

  /** Where clients are accepted. */
  public InetSocketAddress clientsAddress() {
    throw new UnsupportedOperationException();
  }

  /** Completes if another node turns out to announce one of our addresses. */
  public CompletableFuture<DirectoryConflict> conflict() {
    throw new UnsupportedOperationException();
  }

  /** Stops accepting, finishes what is in hand, flushes, unregisters. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  /** What a gateway is made of. */
  public static final class Builder {
    private Builder() {}

    /** The Ed25519 key that clients know the gateway by. */
    public Builder identityKey(IdentityPrivateKey key) {
      return this;
    }

    /** The X25519 key that packets are wrapped for. */
    public Builder sphinxKey(SphinxPrivateKey key) {
      return this;
    }

    /** Where to accept mix packets. */
    public Builder mixnetListener(InetSocketAddress address) {
      return this;
    }

    /** Where to accept clients. */
    public Builder clientsListener(InetSocketAddress address) {
      return this;
    }

    /** The directory of the durable store. */
    public Builder storeDirectory(Path directory) {
      return this;
    }

    /** Where to register. */
    public Builder directory(Directory directory) {
      return this;
    }

    /** What to register. */
    public Builder announcement(Announcement announcement) {
      return this;
    }

    /** Backoffs, timeouts and limits. */
    public Builder settings(GatewaySettings settings) {
      return this;
    }

    /** The gateway, not started. */
    public Gateway build() {
      return new Gateway();
    }
  }
}
