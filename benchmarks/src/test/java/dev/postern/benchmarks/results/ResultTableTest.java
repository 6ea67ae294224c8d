package dev.postern.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultTableTest {
  private static final JmhResult.What REGULAR = Sample.what("A.open", 1, Map.of("size", "REGULAR"));
  private static final JmhResult.What ACK = Sample.what("A.open", 1, Map.of("size", "ACK"));
  private static final JmhResult.What OTHER = Sample.what("store.B.seal", 2, Map.of());

  private final ResultTable table = new ResultTable();

  @Test
  void toMarkdown_ofTwoJdks_hasThemBesideEachOther() {
    table.add(Sample.result(REGULAR, "17.0.15", 46.34, 7.12, 1643.4));
    table.add(Sample.result(ACK, "17.0.15", 5, 0.25, 0.01));
    table.add(Sample.result(OTHER, "17.0.15", 1234, 100, 24));
    table.add(Sample.result(REGULAR, "25.0.1", 40, Double.NaN, 1640));
    assertThat(table.toMarkdown())
        .isEqualTo(
            """
            - JDK 17.0.15, no flags
            - JDK 25.0.1, no flags

            ## A

            us/op; 2 forks, 3 x 500 ms to warm up, 5 x 250 ms; threads 1

            |  | size | JDK 17.0.15 | garbage, B | JDK 25.0.1 | garbage, B |
            | --- | --- | --- | --- | --- | --- |
            | open | REGULAR | 46.3 ± 7.1 | 1,643 | 40.0 ± ? | 1,640 |
            | open | ACK | 5.00 ± 0.25 | 0 | – | – |

            ## B

            us/op; 2 forks, 3 x 500 ms to warm up, 5 x 250 ms; threads 2

            |  | JDK 17.0.15 | garbage, B | JDK 25.0.1 | garbage, B |
            | --- | --- | --- | --- | --- |
            | seal | 1234 ± 100 | 24 | – | – |

            """);
  }

  @Test
  void add_sameBenchmarkTwice_isRefused() {
    table.add(Sample.result(ACK, "17.0.15", 5, 1, 0));
    JmhResult again = Sample.result(ACK, "17.0.15", 6, 1, 0);
    assertThatThrownBy(() -> table.add(again))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("A.open size=ACK");
  }
}
