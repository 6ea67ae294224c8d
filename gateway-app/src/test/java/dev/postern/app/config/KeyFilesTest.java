package dev.postern.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
