package dev.postern.storage.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.sphinx.crypto.SphinxPublicKey;
import dev.postern.storage.ReplayMemory;
import dev.postern.storage.SeenTags.Answer;
import dev.postern.storage.SeenTagsContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract in files, and their directory. */
class MappedReplaysTest extends SeenTagsContract {
  private static final SphinxPublicKey KEY = SphinxPublicKey.fromBytes(new byte[32]);
  private static final long BYTES = 16 << 20;

  @TempDir private Path parent;
  private Path directory;
  private MappedReplays memory;

  @BeforeEach
  void open() {
    directory = parent.resolve("replay");
    memory = new MappedReplays(directory, BYTES);
  }

  @AfterEach
  void close() {
    memory.close();
  }

  @Override
  protected ReplayMemory memory() {
    return memory;
  }

  private void reopen() {
    memory.close();
    open();
  }

  @Test
  void reopened_knowsWhatItKnew() {
    memory.packets(KEY).add(tag(1), 0);
    memory.logins().add(tag(2), 0);
    reopen();
    assertThat(memory.packets(KEY).add(tag(1), 0)).isEqualTo(Answer.SEEN);
    assertThat(memory.logins().add(tag(2), 0)).isEqualTo(Answer.SEEN);
    assertThat(memory.packets(KEY).add(tag(2), 0)).isEqualTo(Answer.NEW);
    assertThat(memory.figures().tags()).isEqualTo(3);
  }

  @Test
  void unused_isNotThere() {
    assertThat(memory.figures().bytes()).isZero();
    assertThat(directory).doesNotExist();
  }

  @Test
  void files_areForTheirOwnerOnly() throws IOException {
    memory.packets(KEY).add(tag(1), 0);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    try (Stream<Path> all = Files.walk(directory)) {
      assertThat(all.filter(Files::isRegularFile))
          .hasSize(2)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void forgotten_isGoneFromTheDisk() throws IOException {
    memory.packets(KEY).add(tag(1), 0);
    memory.logins();
    reopen();
    memory.forgetPackets(KEY); // though nobody asked for it since the start
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("logins", "secret");
    }
  }

  /** An event loop may still hold it, and a packet of the key in its hand. */
  @Test
  void forgotten_refusesThroughOldReferences() {
    var tags = memory.packets(KEY);
    memory.forgetPackets(KEY);
    assertThat(tags.add(tag(1), 0)).isEqualTo(Answer.PERHAPS_SEEN);
    memory.maintain();
    assertThat(directory.resolve("packets-" + "0".repeat(64))).doesNotExist();
  }

  @Test
  void secret_lostOrDamaged_isNotMadeAnewBesideWhatWasSeen() throws IOException {
    memory.logins().add(tag(1), 0);
    memory.close();
    Path secret = directory.resolve(ReplaySecret.FILE);
    byte[] content = Files.readAllBytes(secret);
    content[15] ^= 1;
    Files.write(secret, content);
    assertRefused("damaged");
    Files.write(secret, new byte[3]);
    assertRefused("damaged");
    Files.delete(secret);
    assertRefused("missing");
  }

  private void assertRefused(String why) {
    open();
    assertThatThrownBy(() -> memory.logins())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("restore");
  }
}
