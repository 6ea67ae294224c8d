package dev.postern.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
  @Test
  void takeLeaks_unreleasedBuffer_isReported() throws InterruptedException {
    loseBuffer();
    PrintStream err = System.err;
    // Netty logs the leak as well, which is no news here.
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
    try {
      assertThat(LeakCheck.takeLeaks()).hasSize(1);
    } finally {
      System.setErr(err);
    }
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
