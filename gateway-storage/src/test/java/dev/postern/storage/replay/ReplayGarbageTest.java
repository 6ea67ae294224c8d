package dev.postern.storage.replay;

import static dev.postern.storage.SeenTagsContract.tag;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.crypto.SphinxPublicKey;
import dev.postern.storage.SeenTags;
import dev.postern.storage.SeenTags.Answer;
import dev.postern.testing.Garbage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much is allocated to ask whether a packet came before: two hashes, and hardly anything else.
 */
class ReplayGarbageTest {
  private static final SphinxPublicKey KEY = SphinxPublicKey.fromBytes(new byte[32]);

  @TempDir private Path parent;
  private MappedReplays memory;

  @AfterEach
  void close() {
    memory.close();
  }

  /** As for each packet of mix mode: its secret, unless that is marked as one of VPN mode. */
  @Test
  void add_makesLittleGarbage() throws Exception {
    memory = new MappedReplays(parent.resolve("replay"), 16 << 20);
    SeenTags seen = memory.packets(KEY);
    byte[] secret = tag(1);
    byte[] mark = tag(2);
    ByteBuffer number = ByteBuffer.wrap(secret);
    long bytes =
        Garbage.bytes(
            () -> {
              number.putLong(0, number.getLong(0) + 1);
              Answer unused = seen.add(secret, 0, mark, 0);
            });
    assertThat(bytes).isLessThanOrEqualTo(704);
    assertThat(seen.add(secret, 0)).isEqualTo(Answer.SEEN);
  }
}
