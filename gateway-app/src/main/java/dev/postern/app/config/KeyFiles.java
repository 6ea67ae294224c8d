package dev.postern.app.config;

import com.google.common.primitives.Bytes;
import dev.postern.app.SphinxKeys;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import dev.postern.storage.FileProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key files of a gateway, in the reference's form ({@link Pem}). A private key that is there is
 * never replaced, but by {@link SphinxKeyFiles}. A public key is there for people; it is written
 * from the private one, and must belong to it when it is read.
 *
 * <p>Whoever is killed while the four are written leaves the first of them, in the order of {@link
 * #write}: a private identity alone, which {@link #finish} goes on from, or both private keys,
 * whose public halves {@link #read} writes again.
 */
public final class KeyFiles {
  private static final Logger log = LoggerFactory.getLogger(KeyFiles.class);
  private static final int KEY_BYTES = 32;
  private static final String ED25519_PRIVATE = "ED25519 PRIVATE KEY";
  private static final String ED25519_PUBLIC = "ED25519 PUBLIC KEY";
  private static final String X25519_PRIVATE = "X25519 PRIVATE KEY";
  private static final String X25519_PUBLIC = "X25519 PUBLIC KEY";

  private KeyFiles() {}

  /** Whether there is a private key, and so a gateway that shall stay the one that it is. */
  public static boolean exist(KeyPaths paths) {
    return Files.exists(paths.privateIdentity()) || Files.exists(paths.privateSphinx());
  }

  /**
   * Writes all four, the private ones with mode 0600, and the directories above them. Throws if a
   * private one is there.
   */
  public static void write(GatewayKeys keys, KeyPaths paths) throws IOException {
    writePrivate(paths.privateIdentity(), ED25519_PRIVATE, keys.identity().revealBytes());
    writePrivate(paths.privateSphinx(), X25519_PRIVATE, keys.sphinx().revealBytes());
    writePublic(paths.publicIdentity(), ED25519_PUBLIC, keys.identity().publicKey().toBytes());
    writePublic(paths.publicSphinx(), X25519_PUBLIC, keys.sphinx().publicKey().toBytes());
  }

  /**
   * Goes on where a {@link #write} ended that wrote the private identity and nothing more: makes
   * the other private key. Does nothing if any other file is there, since then a missing key was
   * lost.
   */
  public static void finish(SecureRandom random, KeyPaths paths) throws IOException {
    boolean interrupted =
        Files.exists(paths.privateIdentity())
            && Stream.of(paths.privateSphinx(), paths.publicIdentity(), paths.publicSphinx())
                .noneMatch(Files::exists);
    if (interrupted) {
      SphinxPrivateKey sphinx = SphinxPrivateKey.generate(random);
      writePrivate(paths.privateSphinx(), X25519_PRIVATE, sphinx.revealBytes());
    }
  }

  /**
   * Reads all four; logs a warning if others can read a private one. A public one that is missing
   * is written again.
   */
  public static GatewayKeys read(KeyPaths paths) throws ConfigException {
    IdentityPrivateKey identity =
        readPrivate(paths.privateIdentity(), ED25519_PRIVATE, IdentityPrivateKey::fromBytes);
    requirePublic(paths.publicIdentity(), ED25519_PUBLIC, identity.publicKey().toBytes());
    SphinxPrivateKey sphinx =
        readPrivate(paths.privateSphinx(), X25519_PRIVATE, SphinxPrivateKey::fromBytes);
    finishRotation(sphinx, paths);
    requirePublic(paths.publicSphinx(), X25519_PUBLIC, sphinx.publicKey().toBytes());
    return new GatewayKeys(identity, sphinx);
  }

  /** Whoever was killed between the two files left the public key of the one before. */
  private static void finishRotation(SphinxPrivateKey sphinx, KeyPaths paths)
      throws ConfigException {
    Optional<SphinxKeys.Retiring> retiring = SphinxKeyFiles.readRetiring(paths);
    if (retiring.isPresent()
        && Files.exists(paths.publicSphinx())
        && Arrays.equals(
            read(paths.publicSphinx(), X25519_PUBLIC),
            retiring.get().key().publicKey().toBytes())) {
      writeAgain(paths.publicSphinx(), X25519_PUBLIC, sphinx.publicKey().toBytes());
    }
  }

  static SphinxPrivateKey readSphinx(Path file) throws ConfigException {
    return readPrivate(file, X25519_PRIVATE, SphinxPrivateKey::fromBytes);
  }

  /** With lines of text before the key, or none. */
  static void replaceSphinx(Path file, String lines, SphinxPrivateKey key) throws IOException {
    byte[] secret = key.revealBytes();
    byte[] pem = Pem.write(X25519_PRIVATE, secret);
    byte[] content = Bytes.concat(lines.getBytes(StandardCharsets.US_ASCII), pem);
    try {
      AtomicFiles.replacePrivate(file, content);
    } finally {
      Arrays.fill(content, (byte) 0);
      Arrays.fill(pem, (byte) 0);
      Arrays.fill(secret, (byte) 0);
    }
  }

  static void writeSphinx(Path file, SphinxPublicKey key) throws IOException {
    writePublic(file, X25519_PUBLIC, key.toBytes());
  }

  private static void writePrivate(Path file, String type, byte[] secret) throws IOException {
    byte[] pem = Pem.write(type, secret);
    try {
      AtomicFiles.createPrivate(file, pem);
    } finally {
      Arrays.fill(pem, (byte) 0);
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static void writePublic(Path file, String type, byte[] key) throws IOException {
    AtomicFiles.writePublic(file, Pem.write(type, key));
  }

  private static <K> K readPrivate(Path file, String type, Function<byte[], K> key)
      throws ConfigException {
    byte[] secret = read(file, type);
    try {
      AtomicFiles.warnIfExposed(file);
      return key.apply(secret);
    } catch (IllegalArgumentException e) {
      throw unusable(file, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw unusable(file, FileProblem.of(e));
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static void requirePublic(Path file, String type, byte[] expected)
      throws ConfigException {
    if (Files.notExists(file)) {
      writeAgain(file, type, expected);
    } else if (!Arrays.equals(read(file, type), expected)) {
      throw unusable(file, "it does not belong to the private key beside it");
    }
  }

  private static void writeAgain(Path file, String type, byte[] key) {
    try {
      writePublic(file, type, key);
      log.warn("{} is written again, from the private key", file);
    } catch (IOException e) {
      // Nothing but people reads it, so the gateway can do without.
      log.warn("{} can't be written again: {}", file, FileProblem.of(e));
    }
  }

  private static byte[] read(Path file, String type) throws ConfigException {
    try {
      return Pem.read(Files.readAllBytes(file), type, KEY_BYTES);
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          "the key file %s does not exist; restore it from a backup, or, if 'postern init' was %s"
              .formatted(file, "interrupted, run it again with the same id"));
    } catch (AccessDeniedException e) {
      throw unusable(file, "no permission to read it");
    } catch (IllegalArgumentException e) {
      throw unusable(file, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw unusable(file, FileProblem.of(e));
    }
  }

  private static ConfigException unusable(Path file, String why) {
    return new ConfigException(
        "the key file " + file + " can't be used: " + why + "; restore it from a backup");
  }
}
