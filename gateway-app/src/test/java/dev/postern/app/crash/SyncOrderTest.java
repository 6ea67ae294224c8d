package dev.postern.app.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the check of a real trace would see an ack that leaves too early. */
class SyncOrderTest {
  private static final int PORT = 1789;
  private static final int RECORD = PacketSource.CONTENT_BYTES + 60;
  private static final String WRITE = "pwrite64(9</s/1.segment>, \"x\"..., 1703, 64) = " + RECORD;
  private static final String SYNC = "fdatasync(9</s/1.segment>) = 0";
  private static final String ACK =
      "write(12<TCP:[127.0.0.1:4000->127.0.0.1:1789]>, \"x\"..., 388) = " + AckSink.FRAME_BYTES;

  private static SyncOrder.Found check(String... lines) {
    List<String> log = new ArrayList<>();
    for (String line : lines) {
      log.add(line.replaceFirst("^(\\d+) ", "$1 1700000000.123456 "));
    }
    return SyncOrder.check(SystemCall.read(log), PORT);
  }

  @Test
  void ackAfterItsSync_isFound() {
    assertThat(check("7 " + WRITE, "7 " + SYNC, "8 " + ACK))
        .isEqualTo(new SyncOrder.Found(1, 1, 1));
  }

  @Test
  void ackBeforeItsSync_isWrong() {
    assertWrong("7 " + WRITE, "8 " + ACK, "7 " + SYNC);
  }

  @Test
  void ackWhileItsSyncIsUnderWay_isWrong() {
    assertWrong(
        "7 " + WRITE,
        "7 fdatasync(9</s/1.segment> <unfinished ...>",
        "8 " + ACK,
        "7 <... fdatasync resumed>) = 0");
  }

  /** The sync may have begun before the record was there. */
  @Test
  void ackAfterASyncThatBeganDuringItsWrite_isWrong() {
    assertWrong(
        "7 pwrite64(9</s/1.segment>, \"x\"..., 1703, 64 <unfinished ...>",
        "8 fdatasync(9</s/1.segment> <unfinished ...>",
        "7 <... pwrite64 resumed>) = " + RECORD,
        "8 <... fdatasync resumed>) = 0",
        "8 " + ACK);
  }

  @Test
  void ackAfterASyncOfAnotherSegment_isWrong() {
    assertWrong("7 " + WRITE, "7 " + SYNC.replace("1.segment", "2.segment"), "8 " + ACK);
  }

  @Test
  void ackAfterASyncThatFailed_isWrong() {
    assertWrong(
        "7 " + WRITE, "7 " + SYNC.replace("= 0", "= -1 EIO (Input/output error)"), "8 " + ACK);
  }

  @Test
  void moreAcksThanTheGroupHadRecords_isWrong() {
    String two = "writev(12<TCP:[127.0.0.1:4000->127.0.0.1:1789]>, [...], 2) = ";
    assertWrong("7 " + WRITE, "7 " + SYNC, "8 " + two + (AckSink.FRAME_BYTES + 1));
  }

  @Test
  void groupOfRecords_coversAsManyAcks() {
    String three = WRITE.replace("= " + RECORD, "= " + 3 * RECORD);
    assertThat(check("7 " + WRITE, "7 " + three, "7 " + SYNC, "8 " + ACK, "8 " + ACK))
        .isEqualTo(new SyncOrder.Found(4, 1, 2));
  }

  private static void assertWrong(String... lines) {
    assertThatThrownBy(() -> check(lines))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("were safe");
  }
}
