package dev.postern.net.client;

import dev.postern.net.AdmissionLimits;
import dev.postern.net.NetworkBlock;
import dev.postern.net.TokenBucket;
import dev.postern.net.TokenBucket.Rate;
import dev.postern.net.TokenBuckets;
import dev.postern.sphinx.DestinationAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What strangers and clients have left of what they may do, over all connections of a listener. Its
 * memory is bounded. Thread-safe.
 *
 * <p>Nobody is ever locked out: whatever others do under a client's name or behind its address, a
 * right proof is taken at once. Only the answers to wrong ones come later and later.
 */
final class LoginLimits {
  /** After so many wrong proofs a connection ends. */
  static final int WRONG_PROOFS_PER_CONNECTION = 8;

  /** A client that lost its keys tries once or twice; nothing else that is honest fails. */
  static final Rate WRONG_PROOFS = Rate.perMinute(10, 20);

  // The stock client gives up after 1.5 s.
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
  private static final int MOST_SOURCES = 16_384;
  private static final int MOST_CLIENTS = 65_536;

  private final AdmissionLimits limits;
  private final TokenBuckets<NetworkBlock> registrations;
  private final TokenBuckets<NetworkBlock> wrongBySource;
  private final TokenBuckets<DestinationAddress> wrongByClient;
  private final TokenBuckets<DestinationAddress> packets;

  /** With the clock that all of it goes by. */
  LoginLimits(AdmissionLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.registrations = new TokenBuckets<>(limits.registrations(), MOST_SOURCES, nanoTime);
    this.wrongBySource = new TokenBuckets<>(WRONG_PROOFS, MOST_SOURCES, nanoTime);
    this.wrongByClient = new TokenBuckets<>(WRONG_PROOFS, MOST_CLIENTS, nanoTime);
    this.packets = new TokenBuckets<>(limits.packets(), MOST_CLIENTS, nanoTime);
  }

  /** Whether a registration may begin, which costs us two public key operations. */
  boolean mayRegister(InetAddress source) {
    return !limits.limits(source) || registrations.of(NetworkBlock.subscriber(source)).take();
  }

  /** What comes of a wrong proof. */
  record Penalty(Duration pause, boolean isTheEnd) {}

  /**
   * Somebody has failed to prove to be a client.
   *
   * @param before how often that happened on its connection
   */
  Penalty wrongProof(InetAddress source, DestinationAddress client, int before) {
    boolean sourceMay =
        !limits.limits(source) || wrongBySource.of(NetworkBlock.subscriber(source)).take();
    boolean clientMay = wrongByClient.of(client).take();
    boolean isTheEnd = !sourceMay || before + 1 >= WRONG_PROOFS_PER_CONNECTION;
    if (!sourceMay || !clientMay) {
      return new Penalty(LONGEST_PAUSE, isTheEnd);
    }
    if (before == 0) {
      return new Penalty(Duration.ZERO, isTheEnd);
    }
    Duration doubled = SHORTEST_PAUSE.multipliedBy(1L << Math.min(before - 1, 2));
    return new Penalty(doubled, isTheEnd);
  }

  /** What a client may still have forwarded; the same on its next connection. */
  TokenBucket packets(DestinationAddress client) {
    return packets.of(client);
  }
}
