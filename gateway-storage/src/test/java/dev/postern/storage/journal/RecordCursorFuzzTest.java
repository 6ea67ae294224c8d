package dev.postern.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A journal file, first whether its records get right checksums: found are the records that a plain
 * search finds, with what they say, and every other byte is damage. What is read is written as the
 * same bytes, but for three that nobody reads.
 */
class RecordCursorFuzzTest extends FuzzTarget {
  @Override
  protected void check(byte[] input) throws IOException {
    FuzzInput fuzz = new FuzzInput(input);
    boolean sealed = fuzz.number() % 2 == 1;
    byte[] rest = fuzz.rest();
    byte[] file = Arrays.copyOf(rest, Math.max(rest.length, FileHeader.BYTES));
    if (sealed) {
      Sealing.sealRecords(file);
    }
    long mark = ByteBuffer.wrap(file).getLong(24);
    RecordCursor cursor = new RecordCursor(new FileInMemory(file), mark, file.length);
    int end = FileHeader.BYTES;
    for (int at : Sealing.records(file, mark)) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.offset()).isEqualTo(at);
      assertThat(cursor.damagedFrom()).isEqualTo(end);
      assertThat(cursor.damagedBytes()).isEqualTo(at - end);
      end = at + checkRecord(cursor, file, at);
    }
    assertThat(cursor.next()).isFalse();
    assertThat(cursor.damagedFrom()).isEqualTo(end);
    assertThat(cursor.damagedBytes()).isEqualTo(file.length - end);
    if (cursor.endsWithWholeLength()) {
      assertThat(ByteBuffer.wrap(file).getLong(end)).isEqualTo(mark);
      assertThat(ByteBuffer.wrap(file).getInt(end + 12)).isBetween(0, file.length - end - 60);
    }
  }

  /** Its length. */
  private static int checkRecord(RecordCursor record, byte[] file, int at) {
    ByteBuffer plain = ByteBuffer.wrap(file);
    int length = plain.getInt(at + 12);
    assertThat(record.payloadLength()).isEqualTo(length);
    assertThat(record.recordBytes()).isEqualTo(60 + length);
    assertThat(record.type().code()).isEqualTo(file[at + 16]);
    assertThat(record.owner()).isEqualTo(DestinationAddress.read(file, at + 20));
    assertThat(record.position()).isEqualTo(plain.getLong(at + 52));
    assertThat(record.payload()).isEqualTo(plain.slice(at + 60, length));
    if (file[at + 17] == 0 && file[at + 18] == 0 && file[at + 19] == 0) {
      ByteBuffer written = ByteBuffer.allocate(60 + length);
      RecordFormat.encode(
          written,
          plain.getLong(at),
          record.type(),
          record.owner(),
          record.position(),
          record.payload());
      assertThat(written.flip()).isEqualTo(plain.slice(at, 60 + length));
    }
    return 60 + length;
  }

  @Override
  protected List<byte[]> seeds() throws IOException {
    Path store = SampleStore.make();
    List<byte[]> seeds = new ArrayList<>();
    for (Path file : OnDisk.files(store)) {
      if (Files.size(file) < maxBytes()) {
        seeds.add(FuzzInput.of(FuzzInput.numbers(0), Files.readAllBytes(file)));
        seeds.add(FuzzInput.of(FuzzInput.numbers(1), Files.readAllBytes(file)));
      }
    }
    SampleStore.delete(store);
    return seeds;
  }

  @Override
  protected int maxBytes() {
    return 1000;
  }
}
