package dev.postern.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ProcessUseTest {
  private static final String STAT_TAIL =
      " S 1 42 42 0 -1 4194560 9000 800 7 6 1234 66 5 4 20 0 23 0 777 4096000 2500 18446744073709551615\n";
  private static final String STATUS =
      """
      Name:\tVmRSS: 7 kB
      State:\tS (sleeping)
      VmPeak:\t  999999 kB
      VmHWM:\t  222222 kB
      VmRSS:\t  111111 kB
      Threads:\t23
      """;

  @Test
  void cpuMillis_isUserAndSystemTimeOfTheProcess() {
    assertThat(ProcessUse.cpuMillis("42 (java)" + STAT_TAIL)).isEqualTo((1234 + 66) * 10);
  }

  @Test
  void cpuMillis_ofACommandThatLooksLikeMore_isTheSame() {
    assertThat(ProcessUse.cpuMillis("42 (a) S 1 2 3 (b c)" + STAT_TAIL))
        .isEqualTo((1234 + 66) * 10);
  }

  @Test
  void cpuMillis_ofSomethingElse_isRefused() {
    assertThatThrownBy(() -> ProcessUse.cpuMillis("42 (java) S 1 2"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void kib_isTheFieldOfThatName() {
    assertThat(ProcessUse.kib(STATUS, "VmRSS")).isEqualTo(111_111);
    assertThat(ProcessUse.kib(STATUS, "VmHWM")).isEqualTo(222_222);
  }

  @Test
  void kib_ofAFieldThatIsNotThere_isRefused() {
    assertThatThrownBy(() -> ProcessUse.kib(STATUS, "VmSwap"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("VmSwap");
  }

  @Test
  void of_thisProcess_isWhatTheKernelSays() throws Exception {
    Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/self/stat")));

    ProcessUse use = ProcessUse.of(ProcessHandle.current().pid());

    assertThat(use.cpuMillis()).isPositive();
    assertThat(use.residentKib()).isBetween(1L, use.peakKib());
  }
}
