package dev.postern.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
  @Test
  void takeLeaks_unreleasedBuffer_isReported() throws InterruptedException {
    loseBuffer();
    assertThat(LeakCheck.takeLeaks()).hasSize(1);
  }

  @Test
  void takeLeaks_releasedBuffer_isNotReported() throws InterruptedException {
    ByteBufAllocator.DEFAULT.heapBuffer(16).release();
    assertThat(LeakCheck.takeLeaks()).isEmpty();
  }

  private static void loseBuffer() {
    ByteBufAllocator.DEFAULT.heapBuffer(16).writeByte(1);
  }
}
