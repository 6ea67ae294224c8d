package dev.postern.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Of a shell in the place of a gateway. */
class GatewayOutputTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static GatewayOutput of(String script) throws IOException {
    return new GatewayOutput(
        new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start());
  }

  @Test
  void awaitReady_knowsWhatWasSaidBefore() throws Exception {
    GatewayOutput output =
        of("echo 'Public key: abc'; echo 'it can receive mix and client traffic'");

    assertThat(output.awaitReady(PATIENCE)).isLessThanOrEqualTo(System.nanoTime());
    assertThat(output.valueOf("Public key: ")).isEqualTo("abc");
    assertThatThrownBy(() -> output.valueOf("Secret: ")).isInstanceOf(LoadFailure.class);
  }

  @Test
  void awaitReady_ofOneThatEnds_saysWhatItSaid() throws Exception {
    GatewayOutput output = of("echo 'the port is taken'; exit 1");

    assertThatThrownBy(() -> output.awaitReady(PATIENCE))
        .isInstanceOf(LoadFailure.class)
        .hasMessageContaining("the port is taken");
  }

  @Test
  void lastWords_areTheLastTenLines() throws Exception {
    Process shell =
        new ProcessBuilder("sh", "-c", "for i in $(seq 25); do echo line $i; done; exit 1").start();
    GatewayOutput output = new GatewayOutput(shell);

    assertThatThrownBy(() -> output.awaitReady(PATIENCE)).isInstanceOf(LoadFailure.class);
    assertThat(output.lastWords()).startsWith("line 16\n").endsWith("line 25");
  }
}
