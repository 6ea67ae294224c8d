package dev.postern.storage;

import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Remembers every tag, as long as its process lives. Without bound: for tests and demos. */
public final class MemoryReplays implements ReplayMemory {
  private final ConcurrentMap<ByteBuffer, MemoryTags> packets = new ConcurrentHashMap<>();
  private final SeenTags logins = new MemoryTags();

  private static final class MemoryTags implements SeenTags {
    private final Set<ByteBuffer> tags = new HashSet<>(); // guarded by this

    @Override
    public synchronized Answer add(byte[] tag, int offset) {
      return tags.add(copy(tag, offset)) ? Answer.NEW : Answer.SEEN;
    }

    @Override
    public synchronized Answer add(byte[] tag, int offset, byte[] other, int otherOffset) {
      return tags.contains(copy(other, otherOffset)) ? Answer.SEEN : add(tag, offset);
    }

    private static ByteBuffer copy(byte[] tag, int offset) {
      return ByteBuffer.wrap(Arrays.copyOfRange(tag, offset, offset + TAG_BYTES));
    }
  }

  @Override
  public SeenTags packets(SphinxPublicKey key) {
    return packets.computeIfAbsent(ByteBuffer.wrap(key.toBytes()), absent -> new MemoryTags());
  }

  @Override
  public void forgetPackets(SphinxPublicKey key) {
    packets.remove(ByteBuffer.wrap(key.toBytes()));
  }

  @Override
  public SeenTags logins() {
    return logins;
  }
}
