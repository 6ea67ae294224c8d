package dev.postern.net.mixnet;

import dev.postern.net.SphinxKeyRotation;
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
   * A key, and what frames that name a key call it.
   *
   * @param key private
   * @param rotation by the key's rotation id; unknown where nobody counts them
   */
  public record NodeKey(SphinxPrivateKey key, SphinxKeyRotation rotation) {
    /** Of no rotation that anybody counts. */
    public NodeKey(SphinxPrivateKey key) {
      this(key, SphinxKeyRotation.UNKNOWN);
    }

    /** Prints the public half. */
    @Override
    public String toString() {
      return "NodeKey[" + key.publicKey().toBase58() + ", " + rotation + "]";
    }
  }

  /**
   * A key with what was opened with it.
   *
   * @param seen no other key's packets
   */
  record OpeningKey(SphinxPrivateKey key, SphinxKeyRotation rotation, SeenTags seen) {}

  /** The keys of one moment. Compared by identity: a loop notices each change. */
  static final class Ring {
    private final OpeningKey current;
    private final Optional<OpeningKey> retiring;

    private Ring(OpeningKey current, Optional<OpeningKey> retiring) {
      this.current = current;
      this.retiring = retiring;
    }

    OpeningKey current() {
      return current;
    }

    Optional<OpeningKey> retiring() {
      return retiring;
    }
  }

  /** With one key, of no rotation that anybody counts. */
  public NodeKeys(SphinxPrivateKey current, ReplayMemory replays) {
    this.replays = replays;
    this.ring = new Ring(opening(new NodeKey(current)), Optional.empty());
  }

  /**
   * Opens packets with these keys and no others. A packet whose frame names one of them is tried
   * with that one first, any other with the current one; and then with the other.
   */
  public void use(NodeKey current, Optional<NodeKey> retiring) {
    ring = new Ring(opening(current), retiring.map(this::opening));
  }

  /** The same with keys of no rotation that anybody counts. */
  public void use(SphinxPrivateKey current, Optional<SphinxPrivateKey> retiring) {
    use(new NodeKey(current), retiring.map(NodeKey::new));
  }

  private OpeningKey opening(NodeKey key) {
    return new OpeningKey(key.key(), key.rotation(), replays.packets(key.key().publicKey()));
  }

  /** What senders should wrap packets for. */
  public SphinxPublicKey current() {
    return ring.current().key().publicKey();
  }

  Ring ring() {
    return ring;
  }
}
