package dev.postern.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultComparisonTest {
  @Test
  void toMarkdown_flagsWhatIsBeyondTheErrors() {
    List<JmhResult> older =
        List.of(
            Sample.result("A.slower", 100, 10, 1000),
            Sample.result("A.faster", 100, 10, 1000),
            Sample.result("A.noisy", 100, 30, 1000),
            Sample.result("A.gone", 100, 10, 1000));
    List<JmhResult> newer =
        List.of(
            Sample.result("A.noisy", 140, 15, 1010),
            Sample.result("A.slower", 150, 10, 1000),
            Sample.result("A.faster", 50, 10, 500),
            Sample.result("A.came", 1, 1, 1));
    assertThat(new ResultComparison(older, newer).toMarkdown())
        .isEqualTo(
            """
            |  | older | newer | newer / older |  | garbage, B: older | newer |  |
            | --- | --- | --- | --- | --- | --- | --- | --- |
            | A.slower | 100 ± 10 us/op | 150 ± 10 | 1.50 (1.27–1.78) | **slower** | 1,000 | 1,000 |  |
            | A.faster | 100 ± 10 us/op | 50.0 ± 10.0 | 0.50 (0.36–0.67) | **faster** | 1,000 | 500 | **less** |
            | A.noisy | 100 ± 30 us/op | 140 ± 15 | 1.40 (0.96–2.21) |  | 1,000 | 1,010 |  |

            3 in both, 1 only in the older one, 1 only in the newer one
            """);
  }

  @Test
  void toMarkdown_withoutAnError_saysNothing() {
    List<JmhResult> older = List.of(Sample.result("A.once", 100, Double.NaN, 0));
    List<JmhResult> newer = List.of(Sample.result("A.once", 900, 1, 0));
    assertThat(new ResultComparison(older, newer).toMarkdown())
        .contains("| A.once | 100 ± ? us/op | 900 ± 1 | 9.00 (0.00–Infinity) |  | 0 | 0 |  |");
  }
}
