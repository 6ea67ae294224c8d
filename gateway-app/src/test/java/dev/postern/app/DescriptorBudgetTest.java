package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.AdmissionLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorBudgetTest {
  private static final AdmissionLimits ASKED =
      AdmissionLimits.defaults().withConnections(30_000, 10_000);

  @Test
  void fit_enoughDescriptors_isWhatWasAskedFor() {
    assertThat(DescriptorBudget.fit(ASKED, 50_000, 100)).isEqualTo(ASKED);
  }

  @Test
  void fit_tooFewDescriptors_leavesSomeForTheRest() {
    AdmissionLimits fitting = DescriptorBudget.fit(ASKED, 20_000, 100);
    assertThat(fitting.clientConnections() + fitting.mixnetConnections())
        .isEqualTo(20_000 - 100 - 2048);
    assertThat(fitting.clientConnections()).isBetween(13_000, 14_000);
  }

  @Test
  void fit_veryFewDescriptors_leavesAnEighth() {
    AdmissionLimits fitting = DescriptorBudget.fit(ASKED, 256, 100);
    assertThat(fitting.clientConnections() + fitting.mixnetConnections()).isEqualTo(256 - 100 - 32);
  }

  @Test
  void fit_noDescriptors_isOneEach() {
    AdmissionLimits fitting = DescriptorBudget.fit(ASKED, 100, 100);
    assertThat(fitting.clientConnections()).isOne();
    assertThat(fitting.mixnetConnections()).isOne();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "64, 1", "1024, 16", "16384, 256", "1048576, 256"})
  void api_hasASmallPartOfAll(long most, int connections) {
    assertThat(DescriptorBudget.connectionsOfTheApi(most)).isEqualTo(connections);
  }
}
