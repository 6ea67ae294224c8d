package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.AdmissionLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorBudgetTest {
  private static final DescriptorBudget ASKED =
      new DescriptorBudget(AdmissionLimits.defaults().withConnections(30_000, 10_000), 1_024);

  @Test
  void within_enoughDescriptors_isWhatWasAskedFor() {
    assertThat(ASKED.within(50_000, 100)).isEqualTo(ASKED);
  }

  @Test
  void within_twentyThousand_hasRoomForNineteenThousandClients() {
    DescriptorBudget fitting = ASKED.within(20_000, 100);
    assertThat(fitting.admission().clientConnections()).isEqualTo(20_000 - 100 - 192 - 384 - 256);
    assertThat(fitting.admission().mixnetConnections()).isEqualTo(256);
    assertThat(fitting.hops()).isEqualTo(384);
  }

  @Test
  void within_moreThanClientsNeed_leavesItToMixNodesAndThenToHops() {
    DescriptorBudget fitting = ASKED.within(31_000, 0);
    assertThat(fitting.admission().clientConnections()).isEqualTo(30_000);
    assertThat(fitting.admission().mixnetConnections()).isEqualTo(31_000 - 192 - 30_000 - 384);
    assertThat(fitting.hops()).isEqualTo(384);
    assertThat(ASKED.within(41_000, 0).hops()).isEqualTo(41_000 - 192 - 30_000 - 10_000);
  }

  @Test
  void within_veryFewDescriptors_givesAnEighthToEachOfTheOthers() {
    DescriptorBudget fitting = ASKED.within(260, 100);
    assertThat(fitting.admission().clientConnections()).isEqualTo(160 - 3 * 20);
    assertThat(fitting.admission().mixnetConnections()).isEqualTo(20);
    assertThat(fitting.hops()).isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource({"20000, 60", "1024, 60", "64, 60", "100, 100", "300, 200"})
  void within_any_isNeverMoreThanThereAre(long most, long open) {
    DescriptorBudget fitting = ASKED.within(most, open);
    int all =
        fitting.admission().clientConnections()
            + fitting.admission().mixnetConnections()
            + fitting.hops();
    assertThat((long) all).isLessThanOrEqualTo(Math.max(3, most - open));
  }

  @Test
  void within_noDescriptors_isOneEach() {
    DescriptorBudget fitting = ASKED.within(100, 100);
    assertThat(fitting.admission().clientConnections()).isOne();
    assertThat(fitting.admission().mixnetConnections()).isOne();
    assertThat(fitting.hops()).isOne();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "64, 1", "1024, 16", "16384, 256", "1048576, 256"})
  void api_hasASmallPartOfAll(long most, int connections) {
    assertThat(DescriptorBudget.connectionsOfTheApi(most)).isEqualTo(connections);
  }
}
