package dev.postern.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.nym09.BinaryMessageCodec;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FirstBlockTest {
  private final Primitives primitives = CryptoEngine.best().newPrimitives();
  private final List<Long> heard = new ArrayList<>();
  private final ClientEvents events =
      new ClientEvents() {
        @Override
        public void message(int client, long run, long index) {
          heard.add((long) client);
          heard.add(run);
          heard.add(index);
        }

        @Override
        public void answer(int client, String text) {}
      };

  private SharedKeys keys() {
    byte[] bytes = new byte[SharedKeys.BYTES];
    new Random(1).nextBytes(bytes);
    return SharedKeys.fromBytes(bytes);
  }

  @Test
  void read_ofAFrameThatTheGatewaySealed_isItsFirstBytes() {
    ByteBuffer message = ByteBuffer.allocate(1643).putLong(77).putLong(5).rewind();
    ByteBuf frame =
        new BinaryMessageCodec(keys(), primitives).seal(UnpooledByteBufAllocator.DEFAULT, message);

    FirstBlock.of(keys(), primitives).read(frame, 3, events);

    assertThat(heard).containsExactly(3L, 77L, 5L);
    frame.release();
  }

  @Test
  void read_ofAFrameThatIsTooShort_isOfNoRun() {
    FirstBlock.of(keys(), primitives).read(Unpooled.wrappedBuffer(new byte[47]), 3, events);

    assertThat(heard).containsExactly(3L, 0L, (long) KeyIndex.NONE);
  }
}
