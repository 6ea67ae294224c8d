package dev.postern.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilesTest {
  private final GatewayKeys keys = GatewayKeys.generate(new SecureRandom());
  private KeyPaths paths;

  @BeforeEach
  void write(@TempDir Path directory) throws Exception {
    Path data = directory.resolve("data");
    paths =
        new KeyPaths(
            data.resolve("private_identity.pem"),
            data.resolve("public_identity.pem"),
            data.resolve("private_sphinx.pem"),
            data.resolve("public_sphinx.pem"));
    KeyFiles.write(keys, paths);
  }

  @Test
  void read_whatWasWritten_isTheSame() throws Exception {
    GatewayKeys read = KeyFiles.read(paths);

    assertThat(read.identity().revealBytes()).isEqualTo(keys.identity().revealBytes());
    assertThat(read.sphinx().publicKey()).isEqualTo(keys.sphinx().publicKey());
  }

  @Test
  void write_privateKeys_areForTheOwnerAlone() throws Exception {
    assertThat(mode(paths.privateIdentity())).isEqualTo("rw-------");
    assertThat(mode(paths.privateSphinx())).isEqualTo("rw-------");
    assertThat(mode(paths.publicIdentity())).isEqualTo("rw-r--r--");
    assertThat(mode(paths.privateIdentity().getParent())).isEqualTo("rwx------");
  }

  @Test
  void read_privateKeyThatOthersCanRead_isReadAllTheSame() throws Exception {
    Files.setPosixFilePermissions(
        paths.privateIdentity(), PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(KeyFiles.read(paths).identity().publicKey()).isEqualTo(keys.identity().publicKey());
  }

  @Test
  void read_publicKeyOfAnotherPair_isRefused() throws Exception {
    GatewayKeys others = GatewayKeys.generate(new SecureRandom());
    Files.write(
        paths.publicSphinx(),
        Pem.write("X25519 PUBLIC KEY", others.sphinx().publicKey().toBytes()));

    assertRefused(paths.publicSphinx(), "does not belong to the private key");
  }

  @Test
  void read_missingKey_isRefused() throws Exception {
    Files.delete(paths.privateSphinx());

    assertRefused(paths.privateSphinx(), "does not exist");
  }

  @Test
  void read_keyOfAnotherType_isRefused() throws Exception {
    Files.copy(paths.privateSphinx(), paths.privateIdentity(), StandardCopyOption.REPLACE_EXISTING);

    assertRefused(paths.privateIdentity(), "does not hold one ED25519 PRIVATE KEY");
  }

  @Test
  void read_truncatedKey_saysSo() throws Exception {
    String pem = Files.readString(paths.privateIdentity());
    Files.writeString(paths.privateIdentity(), pem.substring(0, pem.length() - 40));

    assertRefused(paths.privateIdentity(), "cut off");
  }

  @Test
  void read_emptyKey_saysSo() throws Exception {
    Files.writeString(paths.privateIdentity(), "");

    assertRefused(paths.privateIdentity(), "it is empty");
  }

  @Test
  void read_directoryInPlaceOfAKey_saysSo() throws Exception {
    Files.delete(paths.privateIdentity());
    Files.createDirectory(paths.privateIdentity());

    assertRefused(paths.privateIdentity(), "used: Is a directory;");
  }

  @Test
  void read_missingPublicKey_isWrittenAgain() throws Exception {
    byte[] before = Files.readAllBytes(paths.publicIdentity());
    Files.delete(paths.publicIdentity());

    GatewayKeys read = KeyFiles.read(paths);

    assertThat(read.identity().publicKey()).isEqualTo(keys.identity().publicKey());
    assertThat(Files.readAllBytes(paths.publicIdentity())).isEqualTo(before);
  }

  @Test
  void write_privateKeyThatIsThere_isNotReplaced() throws Exception {
    byte[] before = Files.readAllBytes(paths.privateIdentity());

    assertThatThrownBy(() -> KeyFiles.write(GatewayKeys.generate(new SecureRandom()), paths))
        .isInstanceOf(IOException.class)
        .hasMessage(paths.privateIdentity() + " is there already, and is not replaced");
    assertThat(Files.readAllBytes(paths.privateIdentity())).isEqualTo(before);
    assertThat(KeyFiles.read(paths).sphinx().publicKey()).isEqualTo(keys.sphinx().publicKey());
  }

  /** Whoever is killed while writing leaves the first one, two or three of the four. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void finish_afterAnInterruptedWrite_makesAWholeSet(int written) throws Exception {
    List<Path> inOrder =
        List.of(
            paths.privateIdentity(),
            paths.privateSphinx(),
            paths.publicIdentity(),
            paths.publicSphinx());
    for (Path missing : inOrder.subList(written, inOrder.size())) {
      Files.delete(missing);
    }

    KeyFiles.finish(new SecureRandom(), paths);
    GatewayKeys mended = KeyFiles.read(paths);

    assertThat(mended.identity()).isEqualTo(keys.identity());
    if (written > 1) {
      assertThat(mended.sphinx().publicKey()).isEqualTo(keys.sphinx().publicKey());
    }
    assertThat(inOrder).allSatisfy(file -> assertThat(file).isRegularFile());
    assertThat(mode(paths.privateSphinx())).isEqualTo("rw-------");
    assertThat(KeyFiles.read(paths).sphinx().publicKey()).isEqualTo(mended.sphinx().publicKey());
  }

  @Test
  void finish_lostPrivateKey_isNotMadeAnew() throws Exception {
    Files.delete(paths.privateSphinx());

    KeyFiles.finish(new SecureRandom(), paths);

    assertRefused(paths.privateSphinx(), "restore it from a backup");
  }

  private void assertRefused(Path file, String why) {
    assertThatThrownBy(() -> KeyFiles.read(paths))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(why)
        .message()
        .doesNotContain("\n");
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
