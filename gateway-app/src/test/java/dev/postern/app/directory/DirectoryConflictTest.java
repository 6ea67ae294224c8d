package dev.postern.app.directory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DirectoryConflictTest {
  /** Whoever registers a node writes its identity, and an operator reads it on a terminal. */
  @Test
  void message_identityThatIsNoKey_staysOneShortLine() {
    String identity = "\u001b[2J\n\u009b2J\u0085\u202e\u2066\u2028" + "x".repeat(10_000);

    String message = new DirectoryConflict("10.1.2.3:1789", identity).message();

    assertThat(message).startsWith("the directory lists 10.1.2.3:1789 as the address of another");
    assertThat(message)
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]")
        .hasSizeLessThan(400);
  }
}
