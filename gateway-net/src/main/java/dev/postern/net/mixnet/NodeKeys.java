package dev.postern.net.mixnet;

import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import dev.postern.storage.ReplayMemory;
import dev.postern.storage.SeenTags;
import java.util.Optional;

/**
 * The Sphinx keys that packets are opened with: the current one, which is announced, and while
 * senders learn of it perhaps the one before. Thread-safe: event loops look at {@link #ring} for
 * each packet, so that a change holds from the next packet on. {@link #use} reads from the disk.
 */
public final class NodeKeys {
  private final ReplayMemory replays;
  private volatile Ring ring;

  /**
   * A key, and the packets that were opened with it.
   *
   * @param key private
   * @param seen no other key's packets
   */
  record NodeKey(SphinxPrivateKey key, SeenTags seen) {}

  /** The keys of one moment. Compared by identity: a loop notices each change. */
  static final class Ring {
    private final NodeKey current;
    private final Optional<NodeKey> retiring;

    private Ring(NodeKey current, Optional<NodeKey> retiring) {
      this.current = current;
      this.retiring = retiring;
    }

    NodeKey current() {
      return current;
    }

    Optional<NodeKey> retiring() {
      return retiring;
    }
  }

  /** With one key. */
  public NodeKeys(SphinxPrivateKey current, ReplayMemory replays) {
    this.replays = replays;
    this.ring = ring(current, Optional.empty());
  }

  /**
   * Opens packets with these keys and no others.
   *
   * @param retiring is tried after the current one
   */
  public void use(SphinxPrivateKey current, Optional<SphinxPrivateKey> retiring) {
    ring = ring(current, retiring);
  }

  private Ring ring(SphinxPrivateKey current, Optional<SphinxPrivateKey> retiring) {
    return new Ring(nodeKey(current), retiring.map(this::nodeKey));
  }

  private NodeKey nodeKey(SphinxPrivateKey key) {
    return new NodeKey(key, replays.packets(key.publicKey()));
  }

  /** What senders should wrap packets for. */
  public SphinxPublicKey current() {
    return ring.current().key().publicKey();
  }

  Ring ring() {
    return ring;
  }
}
