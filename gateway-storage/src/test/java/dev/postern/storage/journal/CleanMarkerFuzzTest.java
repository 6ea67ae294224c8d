package dev.postern.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.storage.journal.CleanMarker.SegmentFacts;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * First whether the checksum gets right, then a clean stop's marker: it is none, or says what
 * stands in it, number by number.
 */
class CleanMarkerFuzzTest extends FuzzTarget {
  private static final int HEADER = 32;
  private static final int SEGMENT = 40;

  @Override
  protected void check(byte[] input) throws IOException {
    FuzzInput fuzz = new FuzzInput(input);
    boolean sealed = fuzz.number() % 2 == 1;
    byte[] file = fuzz.rest();
    if (sealed) {
      Sealing.sealEnd(file);
    }
    CleanMarker marker = CleanMarker.read(new FileInMemory(file));
    ByteBuffer plain = ByteBuffer.wrap(file);
    if (marker == null) {
      assertThat(isMarker(file)).isFalse();
      return;
    }
    assertThat(isMarker(file)).isTrue();
    assertThat(marker.generation()).isEqualTo(plain.getLong(16));
    assertThat(marker.lastPosition()).isEqualTo(plain.getLong(24));
    plain.position(HEADER);
    for (SegmentFacts segment : marker.segments()) {
      assertThat(segment)
          .isEqualTo(
              new SegmentFacts(
                  plain.getLong(),
                  plain.getLong(),
                  plain.getLong(),
                  plain.getLong(),
                  plain.getLong()));
    }
    assertThat(plain.remaining()).isEqualTo(4);
  }

  private static boolean isMarker(byte[] file) {
    return file.length >= HEADER + 4
        && Sealing.hasSealedEnd(file)
        && new String(file, 0, 8, StandardCharsets.ISO_8859_1).equals("POSTERNC")
        && ByteBuffer.wrap(file).getInt(8) == 1
        && HEADER + 4 + (long) SEGMENT * ByteBuffer.wrap(file).getInt(12) == file.length;
  }

  @Override
  protected List<byte[]> seeds() throws IOException {
    Path store = SampleStore.make();
    byte[] marker = Files.readAllBytes(store.resolve(CleanMarker.FILE));
    SampleStore.delete(store);
    byte[] damaged = marker.clone();
    damaged[15] = 9; // more segments than there is room for
    return List.of(
        FuzzInput.of(FuzzInput.numbers(0), marker),
        FuzzInput.of(FuzzInput.numbers(1), marker),
        FuzzInput.of(FuzzInput.numbers(1), damaged));
  }

  @Override
  protected int maxBytes() {
    return 200;
  }
}
