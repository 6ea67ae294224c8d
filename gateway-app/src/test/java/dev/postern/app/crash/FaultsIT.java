package dev.postern.app.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@link Faults} on a small disk in memory, in namespaces where this user is root. Takes a minute,
 * so it is asked for:
 *
 * <pre>
 * mvn verify -pl gateway-app -am -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dit.test=FaultsIT -Dfailsafe.failIfNoSpecifiedTests=false -Dpostern.faults=true
 * </pre>
 *
 * Skipped where users may not make namespaces.
 */
class FaultsIT {
  private static final List<String> ROOT_OF_ITS_OWN =
      List.of("unshare", "--user", "--map-root-user", "--mount");

  @ParameterizedTest
  @ValueSource(strings = {"default", "none"})
  @Timeout(600)
  void faults_passWithoutLossOrRestart(String floor, @TempDir Path home) throws Exception {
    assumeTrue(Boolean.getBoolean("postern.faults"), "-Dpostern.faults=true runs it");
    assumeTrue(
        Commands.works(namespaced("mount", "-t", "tmpfs", "tmpfs", home.toString())),
        "no namespaces for this user");
    assumeTrue(Commands.works("prlimit", "--version"), "prlimit is not installed");
    String[] faults =
        namespaced(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dpostern.jar=" + System.getProperty("postern.jar", "target/postern.jar"),
            "-cp",
            System.getProperty("java.class.path"),
            Faults.class.getName(),
            home.toString(),
            floor);
    Process process = new ProcessBuilder(faults).inheritIO().start();
    try {
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String[] namespaced(String... command) {
    List<String> whole = new ArrayList<>(ROOT_OF_ITS_OWN);
    whole.addAll(List.of(command));
    return whole.toArray(String[]::new);
  }
}
