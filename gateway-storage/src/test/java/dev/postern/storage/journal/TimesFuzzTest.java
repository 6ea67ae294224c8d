package dev.postern.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.storage.StoreException;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * First whether the checksum gets right, then the file of times: it is damaged, of another version,
 * or says what stands in it.
 */
class TimesFuzzTest extends FuzzTarget {
  private static final int HEADER = 40;
  private static final int MARK = 16;

  @Override
  protected void check(byte[] input) throws IOException {
    FuzzInput fuzz = new FuzzInput(input);
    boolean sealed = fuzz.number() % 2 == 1;
    byte[] file = fuzz.rest();
    if (sealed) {
      Sealing.sealEnd(file);
    }
    ByteBuffer plain = ByteBuffer.wrap(file);
    Times times;
    try {
      times = Times.read(new FileInMemory(file), Path.of("times"));
    } catch (StoreException e) {
      assertThat(isOurs(file)).isTrue();
      assertThat(e)
          .hasMessageStartingWith("times has format " + plain.getInt(8) + ",")
          .hasMessageNotContaining("\n");
      return;
    }
    boolean whole = isOurs(file) && plain.getInt(8) == 1 && hasRoomForItsMarks(file);
    assertThat(times != null).isEqualTo(whole);
    if (times != null) {
      assertSays(times, plain.position(HEADER - 24));
    }
  }

  private static boolean isOurs(byte[] file) {
    return file.length >= HEADER + 4
        && Sealing.hasSealedEnd(file)
        && new String(file, 0, 8, StandardCharsets.ISO_8859_1).equals("POSTERNT");
  }

  /** Up to 15 bytes too many are let pass: the checksum covers them. */
  private static boolean hasRoomForItsMarks(byte[] file) {
    return ByteBuffer.wrap(file).getInt(12) == (file.length - HEADER - 4) / MARK;
  }

  private static void assertSays(Times times, ByteBuffer plain) {
    assertThat(times.sinceMillis()).isEqualTo(plain.getLong());
    assertThat(times.clock().millis()).isEqualTo(plain.getLong());
    assertThat(times.clock().otherMillis()).isEqualTo(plain.getLong());
    for (PositionTimes.Mark mark : times.marks()) {
      assertThat(mark).isEqualTo(new PositionTimes.Mark(plain.getLong(), plain.getLong()));
    }
    assertThat(plain.remaining()).isBetween(4, 4 + MARK - 1);
  }

  @Override
  protected List<byte[]> seeds() throws IOException {
    Path store = SampleStore.make();
    byte[] times = Files.readAllBytes(store.resolve(Times.FILE));
    SampleStore.delete(store);
    byte[] later = times.clone();
    later[11] = 2;
    return List.of(
        FuzzInput.of(FuzzInput.numbers(0), times),
        FuzzInput.of(FuzzInput.numbers(1), times),
        FuzzInput.of(FuzzInput.numbers(1), later));
  }

  @Override
  protected int maxBytes() {
    return 200;
  }
}
