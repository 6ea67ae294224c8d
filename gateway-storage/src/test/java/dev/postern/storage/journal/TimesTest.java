package dev.postern.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.storage.StoreException;
import dev.postern.storage.journal.PositionTimes.Mark;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimesTest {
  private static final Times TIMES =
      new Times(
          17,
          new PlausibleClock.Reading(1000, -3),
          List.of(new Mark(5, 100), new Mark(1L << 40, 900)));

  @TempDir Path directory;
  private final FileLayer files = new DiskFiles();

  @Test
  void read_givesWhatWasWritten() throws Exception {
    assertThat(Times.read(files, directory)).isNull();
    new Times(0, TIMES.clock(), List.of()).write(files, directory);
    TIMES.write(files, directory);
    assertThat(Times.read(files, directory)).isEqualTo(TIMES);
    assertThat(files.list(directory)).containsExactly("times");
  }

  @Test
  void read_ofDamagedBytes_isAsIfNothingWereThere() throws Exception {
    TIMES.write(files, directory);
    byte[] bytes = Files.readAllBytes(directory.resolve("times"));
    assertThat(bytes).hasSize(40 + 2 * 16 + 4);
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 4;
      Files.write(directory.resolve("times"), damaged);
      assertThat(Times.read(files, directory)).isNull();
      Files.write(directory.resolve("times"), Arrays.copyOf(bytes, i));
      assertThat(Times.read(files, directory)).isNull();
    }
  }

  @Test
  void read_ofALaterVersion_saysSo() throws Exception {
    TIMES.write(files, directory);
    byte[] bytes = Files.readAllBytes(directory.resolve("times"));
    bytes[11] = 2;
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
    Files.write(directory.resolve("times"), bytes);
    assertThatThrownBy(() -> Times.read(files, directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("format 2");
  }

  @Test
  void write_isSynced_beforeItTakesTheName() throws Exception {
    RecordedFiles recorded = new RecordedFiles();
    TIMES.write(recorded.files(), directory);
    assertThat(recorded.calls())
        .containsSubsequence(
            "create times.tmp",
            "force times.tmp",
            "rename times.tmp times",
            "forceDirectory " + directory.getFileName());
  }
}
