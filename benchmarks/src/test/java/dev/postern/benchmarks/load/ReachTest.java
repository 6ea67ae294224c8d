package dev.postern.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:1789",
        "ws://127.0.0.1:1789",
        "ws://127.0.0.1:1789/",
        "127.8.9.10:1789"
      })
  void admit_ofThisMachine_isItsAddress(String written) {
    InetSocketAddress address = Reach.LOOPBACK_ONLY.admit(written);

    assertThat(address.getAddress().isLoopbackAddress()).isTrue();
    assertThat(address.getPort()).isEqualTo(1789);
  }

  @Test
  void admit_ofIpv6Loopback_isItsAddress() {
    assertThat(Reach.LOOPBACK_ONLY.admit("ws://[::1]:9000").getAddress().isLoopbackAddress())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"192.0.2.1:1789", "ws://192.0.2.1:9000", "0.0.0.0:1789", "[2001:db8::1]:1789"})
  void admit_ofAnotherMachine_isRefused(String written) {
    assertThatThrownBy(() -> Reach.LOOPBACK_ONLY.admit(written))
        .isInstanceOf(LoadFailure.class)
        .hasMessageContaining("is not this machine")
        .hasMessageContaining("--allow-remote");
  }

  @Test
  void admit_ofAnotherMachineThatIsAllowed_isItsAddress() throws Exception {
    assertThat(Reach.ANYWHERE.admit("192.0.2.1:1789"))
        .isEqualTo(new InetSocketAddress(InetAddress.getAllByName("192.0.2.1")[0], 1789));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "127.0.0.1",
        ":1789",
        "127.0.0.1:x",
        "wss://127.0.0.1:9001",
        "127.0.0.1:99999"
      })
  void admit_ofNoAddress_isRefused(String written) {
    assertThatThrownBy(() -> Reach.ANYWHERE.admit(written))
        .isInstanceOf(LoadFailure.class)
        .hasMessageContaining("write HOST:PORT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--mix=192.0.2.1:1789", "--clients=ws://192.0.2.1:9000", "--sink-host=192.0.2.1"})
  void command_withAnAddressOfAnotherMachine_isRefused(String option) {
    StringWriter said = new StringWriter();

    int code =
        LoadGenerator.commandLine()
            .setOverwrittenOptionsAllowed(true)
            .setErr(new PrintWriter(said, true))
            .execute(
                "push",
                "--mix=127.0.0.1:1",
                "--clients=ws://127.0.0.1:1",
                "--sphinx-key="
                    + SphinxPrivateKey.generate(new SecureRandom()).publicKey().toBase58(),
                "--identity-key=" + IdentityPrivateKey.generate(new SecureRandom()).publicKey(),
                option);

    assertThat(said.toString()).contains("192.0.2.1 is not this machine");
    assertThat(code).isEqualTo(1);
  }
}
