package dev.postern.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.app.config.ConfigReader;
import dev.postern.app.config.GatewayConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpgradeCommandTest {
  private CommandLineFixture postern;

  @BeforeEach
  void init(@TempDir Path home) {
    postern = new CommandLineFixture(home);
    postern.run("init", "--id", "alpha", "--mix-host", "10.1.2.3", "--clients-host", "10.1.2.4");
  }

  private void edit(String line, String replacement) throws Exception {
    Path file = postern.config("alpha");
    Files.writeString(file, Files.readString(file).replaceFirst(line, replacement));
  }

  private GatewayConfig config() throws Exception {
    return ConfigReader.read(postern.config("alpha"), postern.home());
  }

  @Test
  void upgrade_olderVersion_isBroughtUpToOurs() throws Exception {
    GatewayConfig before = config();
    edit("version = '0.9.0'", "version = '0.8.1'");

    assertThat(postern.run("upgrade", "--id", "alpha").out())
        .containsExactly("Upgraded gateway alpha from 0.8.1 to 0.9.0");
    assertThat(config()).isEqualTo(before);
  }

  @Test
  void upgrade_withoutVersion_wantsToBeTold() throws Exception {
    edit("version = '0.9.0'\n", "");
    edit("validator_rest_url = .*\n", "");

    CommandLineFixture.Outcome untold = postern.run("upgrade", "--id", "alpha");
    CommandLineFixture.Outcome told =
        postern.run("upgrade", "--id", "alpha", "--current-version", "0.8.0");

    assertThat(untold.exitCode()).isEqualTo(1);
    assertThat(untold.err()).contains("--current-version").hasLineCount(1);
    assertThat(told.exitCode()).isZero();
    assertThat(config().gateway().version()).contains("0.9.0");
    assertThat(config().gateway().validatorRestUrl()).contains(GatewayConfig.DEFAULT_VALIDATOR);
  }

  @Test
  void upgrade_newerVersion_isRefused() throws Exception {
    edit("version = '0.9.0'", "version = '0.10.0'");

    CommandLineFixture.Outcome outcome = postern.run("upgrade", "--id", "alpha");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("0.10.0").hasLineCount(1);
    assertThat(config().gateway().version()).contains("0.10.0");
  }

  @Test
  void upgrade_incentivesAddress_isTaken() throws Exception {
    postern.run("upgrade", "--id", "alpha", "--incentives-address", "hal1x");

    assertThat(config().gateway().incentivesAddress()).contains("hal1x");
  }

  @Test
  void run_incompatibleVersion_saysUpgrade() throws Exception {
    edit("version = '0.9.0'", "version = '0.8.1'");

    CommandLineFixture.Outcome outcome = postern.run("run", "--id", "alpha");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("postern upgrade --id alpha").hasLineCount(1);
  }
}
