package dev.postern.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The four key files, with bytes written over them, cut off, or gone: refused in one line that
 * names a file, or read as keys whose public halves stand in the files then. A private file never
 * changes.
 */
class KeyFilesFuzzTest extends FuzzTarget {
  private static final GatewayKeys KEYS =
      new GatewayKeys(
          IdentityPrivateKey.fromBytes(filled((byte) 7)),
          SphinxPrivateKey.fromBytes(filled((byte) 9)));

  private static final FileAttribute<?> FOR_OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path directory;
  private final List<Path> files;
  private final KeyPaths paths;
  private final List<byte[]> contents = new ArrayList<>();

  KeyFilesFuzzTest() throws IOException {
    directory = Files.createTempDirectory("postern-fuzz");
    directory.toFile().deleteOnExit();
    files =
        List.of(
            directory.resolve("private_identity.pem"),
            directory.resolve("public_identity.pem"),
            directory.resolve("private_sphinx.pem"),
            directory.resolve("public_sphinx.pem"));
    paths = new KeyPaths(files.get(0), files.get(1), files.get(2), files.get(3));
    KeyFiles.write(KEYS, paths);
    for (Path file : files) {
      contents.add(Files.readAllBytes(file));
      file.toFile().deleteOnExit();
    }
  }

  @Override
  protected void check(byte[] input) throws IOException {
    FuzzInput fuzz = new FuzzInput(input);
    List<byte[]> changed = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Files.deleteIfExists(files.get(i));
      byte[] content = changed(fuzz, contents.get(i));
      changed.add(content);
      if (content.length > 0) {
        Files.createFile(files.get(i), FOR_OWNER);
        Files.write(files.get(i), content);
      }
    }
    try {
      GatewayKeys keys = KeyFiles.read(paths);
      assertStandsIn(files.get(1), "ED25519 PUBLIC KEY", keys.identity().publicKey().toBytes());
      assertStandsIn(files.get(3), "X25519 PUBLIC KEY", keys.sphinx().publicKey().toBytes());
      assertStandsIn(files.get(0), "ED25519 PRIVATE KEY", keys.identity().revealBytes());
      assertStandsIn(files.get(2), "X25519 PRIVATE KEY", keys.sphinx().revealBytes());
    } catch (ConfigException e) {
      assertThat(e.getMessage())
          .startsWith("the key file " + directory)
          .doesNotContainPattern("[" + Quoting.UNPRINTABLE + "]");
    }
    for (int i = 0; i < files.size(); i += 2) {
      byte[] now = Files.exists(files.get(i)) ? Files.readAllBytes(files.get(i)) : new byte[0];
      assertThat(now).isEqualTo(changed.get(i));
    }
  }

  private static void assertStandsIn(Path file, String type, byte[] key) throws IOException {
    assertThat(Pem.read(Files.readAllBytes(file), type, key.length)).isEqualTo(key);
  }

  /** As it was, or empty for a file that is gone, or cut, or with bytes over it. */
  private static byte[] changed(FuzzInput fuzz, byte[] content) {
    int what = fuzz.number();
    if (what == 0) {
      return content;
    }
    int at = fuzz.number() % content.length;
    if (what % 3 == 0) {
      return Arrays.copyOf(content, at);
    }
    byte[] result = content.clone();
    byte[] bytes = fuzz.counted();
    System.arraycopy(bytes, 0, result, at, Math.min(bytes.length, result.length - at));
    return result;
  }

  private static byte[] filled(byte by) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, by);
    return bytes;
  }

  @Override
  protected List<byte[]> seeds() {
    return List.of(
        FuzzInput.numbers(0, 0, 0, 0),
        FuzzInput.numbers(0, 3, 0, 0, 0), // a public key is gone
        FuzzInput.numbers(3, 50, 0, 0, 0),
        FuzzInput.numbers(1, 40, 2, 'A', 'B', 0, 0, 0),
        FuzzInput.numbers(0, 0, 1, 40, 1, 'Z', 3, 0),
        FuzzInput.numbers(0, 0, 1, 40, 1, 0xe2, 0));
  }

  @Override
  protected int maxBytes() {
    return 100;
  }

  @Override
  protected int mutantsDivisor() {
    return 4;
  }
}
