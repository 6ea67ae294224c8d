package dev.postern.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.storage.StoreException;
import dev.postern.storage.journal.FileHeader.Cut;
import dev.postern.storage.journal.FileHeader.Kind;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * First which kind is expected and whether the checksum gets right, then a file's first bytes: they
 * are a header that is written as the same bytes, or damage, or another's with a sentence that
 * names the file.
 */
class FileHeaderFuzzTest extends FuzzTarget {
  private static final List<Kind> KINDS =
      List.of(Kind.MESSAGES, Kind.REGISTRATIONS, Kind.EXPORT); // 1, 2, 3 on disk
  private static final Path FILE = Path.of("0000000001.segment");

  @Override
  protected void check(byte[] input) throws Exception {
    FuzzInput fuzz = new FuzzInput(input);
    int index = fuzz.number() % KINDS.size();
    Kind kind = KINDS.get(index);
    boolean sealed = fuzz.number() % 2 == 1;
    byte[] file = fuzz.rest();
    if (sealed) {
      Sealing.sealHeader(file);
    }
    ByteBuffer bytes = ByteBuffer.wrap(file);
    byte[] magic = "POSTERNJ".getBytes(StandardCharsets.US_ASCII);
    boolean claims = file.length >= 64 && Arrays.equals(magic, Arrays.copyOf(file, 8));
    assertThat(FileHeader.claims(bytes, kind)).isEqualTo(claims && bytes.getInt(12) == 1 + index);
    if (!Sealing.hasSealedHeader(file)) {
      assertThat(FileHeader.decode(bytes, kind, FILE)).isNull();
    } else if (!FileHeader.claims(bytes, kind) || bytes.getInt(8) != 1) {
      assertThatThrownBy(() -> FileHeader.decode(bytes, kind, FILE))
          .isInstanceOf(StoreException.class)
          .hasMessageStartingWith("0000000001.segment ")
          .hasMessageNotContaining("\n");
    } else {
      FileHeader header = FileHeader.decode(bytes, kind, FILE);
      assertThat(header.number()).isEqualTo((int) bytes.getLong(16));
      byte[] written = header.encode().array();
      if (bytes.getLong(16) == header.number()) { // numbers are those of file names, far below
        assertThat(written).isEqualTo(Arrays.copyOf(file, 64));
      }
    }
  }

  @Override
  protected List<byte[]> seeds() {
    return List.of(
        seed(0, 0, new FileHeader(Kind.MESSAGES, 7, 0x1234, 99, 1_800_000_000_000L, Cut.NONE)),
        seed(1, 1, new FileHeader(Kind.REGISTRATIONS, 2, -1, 0, 5, new Cut(1, 4096))),
        seed(2, 1, new FileHeader(Kind.EXPORT, 0, 3, 0, 0, Cut.NONE)));
  }

  private static byte[] seed(int kind, int sealed, FileHeader header) {
    return FuzzInput.of(FuzzInput.numbers(kind, sealed), header.encode().array());
  }

  @Override
  protected int maxBytes() {
    return 80;
  }
}
