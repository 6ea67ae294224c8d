package dev.postern.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What {@code jcmd PID GC.heap_info} prints, by collector and JDK. */
class LiveHeapTest {
  @Test
  void parse_ofG1OnJdk17_isTheHeapWithoutMetaspace() {
    String info =
        """
        4711:
         garbage-first heap   total 260096K, used 5000K [0x0000000704c00000, 0x0000000800000000)
          region size 2048K, 2 young (4096K), 1 survivors (2048K)
         Metaspace       used 9000K, committed 9200K, reserved 1064960K
          class space    used 900K, committed 1000K, reserved 1048576K
        """;
    assertThat(LiveHeap.parse(info)).isEqualTo(5000);
  }

  @Test
  void parse_ofG1OnJdk25_isTheHeapWithoutMetaspace() {
    String info =
        """
        4711:
         garbage-first heap   total reserved 4122624K, committed 260096K, used 5000K [0x0, 0x1)
          region size 2048K, 1 eden (2048K), 0 survivor (0K), 1 old (2048K)
         Metaspace       used 9000K, committed 9200K, reserved 1064960K
          class space    used 900K, committed 1000K, reserved 1048576K
        """;
    assertThat(LiveHeap.parse(info)).isEqualTo(5000);
  }

  @Test
  void parse_ofSerial_isTheSumOverTheGenerations() {
    String info =
        """
        4711:
         def new generation   total 78656K, used 1000K [0x0, 0x1, 0x2)
          eden space 69952K,   1% used [0x0, 0x1, 0x2)
          from space 8704K,   0% used [0x0, 0x1, 0x2)
         tenured generation   total 174784K, used 4000K [0x0, 0x1, 0x2)
           the space 174784K,   2% used [0x0, 0x1, 0x2, 0x3)
         Metaspace       used 9000K, committed 9200K, reserved 1064960K
        """;
    assertThat(LiveHeap.parse(info)).isEqualTo(5000);
  }
}
