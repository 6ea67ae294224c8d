package dev.postern.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of frames that hold their index; more than one piece of memory of them. */
class SenderTest {
  private static final int FRAMES = 2500;
  private static final int RUN = 16;
  private static final Duration LONG = Duration.ofHours(1);

  private final PacketLog log = new PacketLog(FRAMES, new Progress());
  private final List<Integer> written = new ArrayList<>();
  private PacketStock stock;

  @BeforeEach
  void build() throws InterruptedException {
    stock =
        PacketStock.build(
            FRAMES,
            () ->
                new FrameMaker() {
                  @Override
                  public int frameBytes() {
                    return Integer.BYTES;
                  }

                  @Override
                  public long make(int index, ByteBuffer frame) {
                    frame.putInt(index);
                    return index;
                  }
                });
  }

  private void send(WarmUp warmUp) throws IOException, InterruptedException {
    Outlet outlet =
        new Outlet() {
          @Override
          public void send(PacketStock from, int first, int frames) {
            for (int sent = 0; sent < frames; ) {
              int piece = from.contiguous(first + sent, frames - sent);
              ByteBuffer bytes = from.frames(first + sent, piece);
              while (bytes.hasRemaining()) {
                written.add(bytes.getInt());
              }
              sent += piece;
            }
          }

          @Override
          public void close() {}
        };
    new Sender(stock, log, outlet).send(new AllAtOnce(), warmUp, () -> {});
  }

  private static final class AllAtOnce implements Pace {
    private long start;

    @Override
    public void start(long nanoTime) {
      start = nanoTime;
    }

    @Override
    public int awaitDue(int index) {
      return RUN;
    }

    @Override
    public long dueNanos(int index) {
      return start;
    }
  }

  @Test
  void send_writesEachFrameOnceAndInOrder() throws Exception {
    send(WarmUp.NONE);

    assertThat(written).containsExactlyElementsOf(IntStream.range(0, FRAMES).boxed().toList());
    assertThat(log.sent()).isEqualTo(FRAMES);
    assertThat(log.measured()).isEqualTo(FRAMES);
  }

  @Test
  void send_afterTheWarmUpsPackets_measures() throws Exception {
    send(new WarmUp(LONG, 10 * RUN));

    assertThat(log.measured()).isEqualTo(FRAMES - 10 * RUN);
  }

  @Test
  void send_inTheWarmUpAlone_isRefused() {
    assertThatThrownBy(() -> send(new WarmUp(LONG, FRAMES)))
        .isInstanceOf(LoadFailure.class)
        .hasMessageContaining("nothing was measured");
  }

  @Test
  void index_findsEveryFrame() {
    for (int i = 0; i < FRAMES; i++) {
      assertThat(stock.index().find(i)).isEqualTo(i);
    }
  }
}
