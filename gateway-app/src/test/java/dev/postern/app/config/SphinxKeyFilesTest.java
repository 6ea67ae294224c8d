package dev.postern.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.app.SphinxKeys;
import dev.postern.app.SphinxKeys.Retiring;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SphinxKeyFilesTest {
  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final Instant UNTIL = Instant.parse("2026-01-03T03:04:05.678Z");

  private final GatewayKeys first = GatewayKeys.generate(new SecureRandom());
  private final SphinxPrivateKey old = first.sphinx();
  private final SphinxPrivateKey fresh = SphinxPrivateKey.generate(new SecureRandom());
  private final SphinxKeys rotated =
      new SphinxKeys(
          fresh, 1, Optional.of(THEN), Optional.of(new Retiring(old, 0, Optional.empty())));
  private Path data;
  private KeyPaths paths;

  @BeforeEach
  void write(@TempDir Path directory) throws Exception {
    use(directory.resolve("data"));
  }

  private void use(Path directory) throws Exception {
    data = directory;
    paths =
        new KeyPaths(
            data.resolve("private_identity.pem"),
            data.resolve("public_identity.pem"),
            data.resolve("private_sphinx.pem"),
            data.resolve("public_sphinx.pem"));
    KeyFiles.write(first, paths);
  }

  /** As a start does. */
  private SphinxKeys read() throws ConfigException {
    return new SphinxKeyFiles(paths).read(KeyFiles.read(paths).sphinx());
  }

  private static SphinxKeyFiles opened(SphinxKeyFiles files, SphinxPrivateKey current)
      throws ConfigException {
    SphinxKeys unused = files.read(current);
    return files;
  }

  @Test
  void read_filesOfAGatewayThatNeverRotated_areOneKeyOfUnknownAge() throws Exception {
    assertThat(read()).isEqualTo(SphinxKeys.of(old));
    assertThat(data.toFile().list()).hasSize(4);
  }

  @Test
  void read_whatWasSaved_isTheSame() throws Exception {
    SphinxKeyFiles files = opened(new SphinxKeyFiles(paths), old);
    List<SphinxKeys> life =
        List.of(
            new SphinxKeys(old, 0, Optional.of(THEN), Optional.empty()),
            rotated,
            new SphinxKeys(
                fresh, 1, Optional.of(THEN), Optional.of(new Retiring(old, 0, Optional.of(UNTIL)))),
            new SphinxKeys(
                fresh,
                1,
                Optional.of(THEN),
                Optional.of(new Retiring(old, 0, Optional.of(Instant.EPOCH)))),
            new SphinxKeys(fresh, 1, Optional.of(THEN), Optional.empty()),
            new SphinxKeys(
                old,
                2,
                Optional.of(UNTIL),
                Optional.of(new Retiring(fresh, 1, Optional.of(UNTIL)))),
            new SphinxKeys(old, 4_294_967_294L, Optional.of(UNTIL), Optional.empty()));

    for (SphinxKeys keys : life) {
      files.save(keys);
      assertThat(read()).isEqualTo(keys);
    }

    assertThat(data.toFile().list())
        .containsExactlyInAnyOrder(
            "private_identity.pem",
            "public_identity.pem",
            "private_sphinx.pem",
            "public_sphinx.pem",
            "sphinx_key_since");
  }

  /** Either program must run with what the configuration names. */
  @Test
  void save_rotated_theReferencesFilesHoldTheNewKey() throws Exception {
    opened(new SphinxKeyFiles(paths), old).save(rotated);

    assertThat(KeyFiles.read(paths).sphinx()).isEqualTo(fresh);
    assertThat(Pem.read(Files.readAllBytes(paths.publicSphinx()), "X25519 PUBLIC KEY", 32))
        .isEqualTo(fresh.publicKey().toBytes());
  }

  @Test
  void save_privateKeys_areForTheOwnerAlone() throws Exception {
    Files.setPosixFilePermissions(
        paths.privateSphinx(), PosixFilePermissions.fromString("rw-r--r--"));

    opened(new SphinxKeyFiles(paths), old).save(rotated);

    assertThat(mode("private_sphinx.pem")).isEqualTo("rw-------");
    assertThat(mode("retiring_sphinx.pem")).isEqualTo("rw-------");
  }

  private String mode(String file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file)));
  }

  /** What a kill before a step leaves: the old key, or both, and never only the new one. */
  @Test
  void save_killedBeforeAnyStepOfARotation_losesNoKey(@TempDir Path directory) throws Exception {
    List<SphinxKeys> found = new ArrayList<>();
    for (int steps = 0; steps < 100; steps++) {
      use(directory.resolve("killed-before-" + steps));
      if (saveKilledBefore(steps, rotated)) {
        found.add(read());
        continue;
      }
      assertThat(read()).isEqualTo(rotated);
      assertThat(steps).isEqualTo(5);
      break;
    }

    SphinxKeys youngWithoutAge = new SphinxKeys(fresh, 1, Optional.empty(), rotated.retiring());
    assertThat(found)
        .containsExactly(
            SphinxKeys.of(old), // nothing happened
            SphinxKeys.of(old), // the copy means nothing yet
            youngWithoutAge, // the public key is the old one's, and was mended
            youngWithoutAge,
            rotated); // and the wish for it is still there
  }

  /** Whoever is killed once and goes on arrives where the others do. */
  @Test
  void save_afterAKill_isTheSameAsWithout(@TempDir Path directory) throws Exception {
    for (int steps = 0; steps < 5; steps++) {
      use(directory.resolve("resumed-" + steps));
      assertThat(saveKilledBefore(steps, rotated)).isTrue();

      SphinxPrivateKey current = KeyFiles.read(paths).sphinx();
      SphinxPrivateKey third = SphinxPrivateKey.generate(new SecureRandom());
      SphinxKeys next =
          new SphinxKeys(
              third,
              2,
              Optional.of(UNTIL),
              Optional.of(new Retiring(current, 1, Optional.of(UNTIL))));
      opened(new SphinxKeyFiles(paths), current).save(next);

      assertThat(read()).isEqualTo(next);
    }
  }

  /** A disk that fails for a moment: the same object is asked again. */
  @Test
  void save_failedBefore_writesAllOfIt() throws Exception {
    int[] left = {3};
    SphinxKeyFiles files =
        opened(
            new SphinxKeyFiles(
                paths,
                () -> {
                  if (left[0]-- == 0) {
                    throw new Killed();
                  }
                }),
            old);
    assertThatThrownBy(() -> files.save(rotated)).isInstanceOf(Killed.class);

    SphinxKeys another =
        new SphinxKeys(
            SphinxPrivateKey.generate(new SecureRandom()),
            1,
            Optional.of(UNTIL),
            Optional.of(new Retiring(old, 0, Optional.empty())));
    files.save(another);

    assertThat(read()).isEqualTo(another);
  }

  @Test
  void retiringKeyThatIsCurrent_isLeftBehindByAKillAndGoesWithTheNextSave() throws Exception {
    assertThat(saveKilledBefore(1, rotated)).isTrue();
    assertThat(data.resolve("retiring_sphinx.pem")).exists();

    SphinxKeys aged = new SphinxKeys(old, 0, Optional.of(THEN), Optional.empty());
    opened(new SphinxKeyFiles(paths), old).save(aged);

    assertThat(read()).isEqualTo(aged);
    assertThat(data.resolve("retiring_sphinx.pem")).doesNotExist();
  }

  @Test
  void rotationIsAsked_untilThereWasOne() throws Exception {
    SphinxKeyFiles files = opened(new SphinxKeyFiles(paths), old);
    assertThat(files.rotationIsAsked()).isFalse();
    Files.createFile(data.resolve("rotate_sphinx_key"));
    assertThat(files.rotationIsAsked()).isTrue();
    files.save(new SphinxKeys(old, 0, Optional.of(THEN), Optional.empty()));
    assertThat(files.rotationIsAsked()).isTrue();

    files.save(rotated);

    assertThat(files.rotationIsAsked()).isFalse();
  }

  @Test
  void read_ageOfAnotherKey_doesNotCount() throws Exception {
    Files.writeString(
        data.resolve("sphinx_key_since"), fresh.publicKey().toBase58() + " " + THEN + "\n");
    assertThat(read().since()).isEmpty();
    Files.writeString(data.resolve("sphinx_key_since"), "yesterday");
    assertThat(read().since()).isEmpty();
    Files.writeString(data.resolve("sphinx_key_since"), old.publicKey().toBase58() + " yesterday");
    assertThat(read().since()).isEmpty();
  }

  /** What was written before keys had ids. */
  @Test
  void read_filesWithoutRotationIds_areOfTheFirstKeys() throws Exception {
    opened(new SphinxKeyFiles(paths), old).save(rotated);
    Files.writeString(
        data.resolve("sphinx_key_since"), fresh.publicKey().toBase58() + " " + THEN + "\n");

    SphinxKeys found = read();

    assertThat(found.rotationId()).isZero();
    assertThat(found.since()).contains(THEN);
    assertThat(found.retiring().orElseThrow().rotationId()).isZero();
  }

  @Test
  void read_rotationIdThatIsNone_leavesAgeAndIdUnknown() throws Exception {
    for (String id : List.of("x", "-1", "4294967296", "", "1 2")) {
      Files.writeString(
          data.resolve("sphinx_key_since"), old.publicKey().toBase58() + " " + THEN + " " + id);

      assertThat(read().rotationId()).as(id).isZero();
    }
  }

  /** The time of the new key is the last thing to be written; its id follows from the other's. */
  @Test
  void read_afterAKillBeforeTheTime_goesOnFromTheRetiringKeysId() throws Exception {
    SphinxKeys seventh = new SphinxKeys(old, 7, Optional.of(THEN), Optional.empty());
    opened(new SphinxKeyFiles(paths), old).save(seventh);
    SphinxKeys eighth =
        new SphinxKeys(
            fresh, 8, Optional.of(UNTIL), Optional.of(new Retiring(old, 7, Optional.empty())));
    assertThat(saveKilledBefore(3, eighth)).isTrue();

    assertThat(read().rotationId()).isEqualTo(8);
    assertThat(read().since()).isEmpty();
  }

  @Test
  void read_retiringFileThatIsNone_isRefusedInOneLine() throws Exception {
    Files.writeString(data.resolve("retiring_sphinx.pem"), "nothing");

    assertThatThrownBy(this::read)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("retiring_sphinx.pem")
        .message()
        .doesNotContain("\n");
  }

  /** A stranger's public key is no sign of a rotation. */
  @Test
  void read_publicKeyOfNeither_isRefused() throws Exception {
    opened(new SphinxKeyFiles(paths), old).save(rotated);
    SphinxPrivateKey stranger = SphinxPrivateKey.generate(new SecureRandom());
    KeyFiles.writeSphinx(paths.publicSphinx(), stranger.publicKey());

    assertThatThrownBy(this::read).hasMessageContaining("does not belong to the private key");
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Whether it was. */
  private boolean saveKilledBefore(int steps, SphinxKeys keys) throws ConfigException, IOException {
    int[] left = {steps};
    SphinxKeyFiles files =
        new SphinxKeyFiles(
            paths,
            () -> {
              if (left[0]-- == 0) {
                throw new Killed();
              }
            });
    try {
      opened(files, old).save(keys);
      return false;
    } catch (Killed e) {
      return true;
    }
  }
}
