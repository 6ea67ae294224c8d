package dev.postern.net;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.AppendOutcome;
import dev.postern.storage.Batch;
import dev.postern.storage.InboxStore;
import dev.postern.storage.Usage;
import java.util.concurrent.CompletableFuture;

/** Inboxes of which nobody asks anything but what a test overrides. */
public abstract class UnaskedInboxes implements InboxStore {
  @Override
  public AppendOutcome append(DestinationAddress owner, byte[] source, int offset, int length) {
    throw new AssertionError("nobody appends");
  }

  @Override
  public AppendOutcome hold(DestinationAddress owner, byte[] source, int offset, int length) {
    throw new AssertionError("nobody holds");
  }

  @Override
  public void letGo(DestinationAddress owner) {
    throw new AssertionError("nobody lets go");
  }

  @Override
  public CompletableFuture<Batch> read(
      DestinationAddress owner, long after, int maxMessages, int maxBytes) {
    throw new AssertionError("nobody reads");
  }

  @Override
  public void removeUpTo(DestinationAddress owner, long position) {
    throw new AssertionError("nobody confirms");
  }

  @Override
  public Usage usage(DestinationAddress owner) {
    throw new AssertionError("nobody counts");
  }

  @Override
  public Usage usage() {
    throw new AssertionError("nobody counts");
  }
}
