package dev.postern.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaunchCommandTest {
  private static final List<String> FLAGS = List.of("-Xmx1g", "-Da=b");

  @Test
  void jar_hasTheFlagsOnItsCommandLine() {
    LaunchCommand command =
        LaunchCommand.ofJar(Path.of("postern.jar"), Path.of("/jdk/bin/java"), FLAGS);

    assertThat(command.words())
        .containsExactly("/jdk/bin/java", "-Xmx1g", "-Da=b", "-jar", "postern.jar");
    assertThat(command.environment()).isEmpty();
  }

  @Test
  void script_findsJvmAndFlagsInItsEnvironment() {
    LaunchCommand command =
        LaunchCommand.ofScript(Path.of("/lib/postern"), Path.of("/jdk/bin/java"), FLAGS);

    assertThat(command.words()).containsExactly("/lib/postern");
    assertThat(command.environment())
        .containsEntry("JAVA_HOME", "/jdk")
        .containsEntry("POSTERN_JAVA_OPTIONS", "-Xmx1g -Da=b")
        .hasSize(2);
  }

  @Test
  void script_withAJavaThatIsInNoJdk_isRefused() {
    assertThatThrownBy(
            () -> LaunchCommand.ofScript(Path.of("/lib/postern"), Path.of("/java"), FLAGS))
        .isInstanceOf(LoadFailure.class)
        .hasMessageContaining("--java");
  }
}
