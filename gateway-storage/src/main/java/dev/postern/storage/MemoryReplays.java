package dev.postern.storage;

import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Remembers every tag, as long as its process lives. Without bound: for tests and demos. */
public final class MemoryReplays implements ReplayMemory {
  private final ConcurrentMap<ByteBuffer, MemoryTags> packets = new ConcurrentHashMap<>();
  private final SeenTags logins = new MemoryTags();

  private static final class MemoryTags implements SeenTags {
    private final Set<ByteBuffer> tags = ConcurrentHashMap.newKeySet();

    @Override
    public Answer add(byte[] tag, int offset) {
      byte[] own = Arrays.copyOfRange(tag, offset, offset + TAG_BYTES);
      return tags.add(ByteBuffer.wrap(own)) ? Answer.NEW : Answer.SEEN;
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
