package dev.postern.net.mixnet;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.AppendOutcome;
import dev.postern.storage.Appended;
import dev.postern.storage.Batch;
import dev.postern.storage.InboxStore;
import dev.postern.storage.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Takes every message and keeps none; it is durable when the test says so. Makes no garbage but
 * what any store has to: an answer and its future.
 */
final class StubInboxes implements InboxStore {
  private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private long position;
  private byte[] lastSource = {};
  private int lastOffset;
  private int lastLength;

  /** All that was appended is durable. */
  void allDurable() {
    for (int i = 0; i < waiting.size(); i++) {
      waiting.get(i).complete(null);
    }
    waiting.clear();
  }

  /** How many were appended. */
  long appended() {
    return position;
  }

  /** The array that the last message was handed over in. */
  byte[] lastSource() {
    return lastSource;
  }

  /** Where in it. */
  int lastOffset() {
    return lastOffset;
  }

  int lastLength() {
    return lastLength;
  }

  @Override
  public AppendOutcome append(DestinationAddress owner, byte[] source, int offset, int length) {
    lastSource = source;
    lastOffset = offset;
    lastLength = length;
    CompletableFuture<Void> durable = new CompletableFuture<>();
    waiting.add(durable);
    return new Appended(++position, durable);
  }

  @Override
  public AppendOutcome hold(DestinationAddress owner, byte[] source, int offset, int length) {
    throw new AssertionError("nothing was refused");
  }

  @Override
  public void letGo(DestinationAddress owner) {
    throw new AssertionError("nothing was held");
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
