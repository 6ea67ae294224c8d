package dev.postern.net.mixnet;

import dev.postern.net.UnaskedInboxes;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.AppendOutcome;
import dev.postern.storage.Appended;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Takes every message and keeps none; it is durable when the test says so. Makes no garbage but
 * what any store has to: an answer and its future.
 */
final class StubInboxes extends UnaskedInboxes {
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
}
