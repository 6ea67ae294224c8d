package dev.postern.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.storage.StoreException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StackLineTest {
  @Test
  void of_exceptionThatQuotesAPeer_saysWhereAndNotWhat() {
    String line =
        StackLine.of(
            new IllegalStateException("for input string: 'secret'\n", new IOException("secret")));

    assertThat(line)
        .startsWith("java.lang.IllegalStateException < dev.postern.net.StackLineTest.of_")
        .contains("; because of java.io.IOException < ")
        .doesNotContain("secret", "\n");
  }

  @Test
  void of_exceptionOfTheStore_saysWhat() {
    assertThat(StackLine.of(new StoreException("the disk is full")))
        .contains("StoreException (the disk is full)");
  }
}
