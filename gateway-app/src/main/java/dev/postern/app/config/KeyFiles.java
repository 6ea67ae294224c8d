package dev.postern.app.config;

import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;

/**
 * The key files of a gateway, in the reference's form ({@link Pem}). A public key is there for
 * people; it is written from the private one and must belong to it when it is read.
 */
public final class KeyFiles {
  private static final int KEY_BYTES = 32;
  private static final String ED25519_PRIVATE = "ED25519 PRIVATE KEY";
  private static final String ED25519_PUBLIC = "ED25519 PUBLIC KEY";
  private static final String X25519_PRIVATE = "X25519 PRIVATE KEY";
  private static final String X25519_PUBLIC = "X25519 PUBLIC KEY";

  private KeyFiles() {}

  /** Whether there is a private key that writing would overwrite. */
  public static boolean exist(KeyPaths paths) {
    return Files.exists(paths.privateIdentity()) || Files.exists(paths.privateSphinx());
  }

  /** Writes all four, the private ones with mode 0600, and the directories above them. */
  public static void write(GatewayKeys keys, KeyPaths paths) throws IOException {
    writePrivate(paths.privateIdentity(), ED25519_PRIVATE, keys.identity().revealBytes());
    writePrivate(paths.privateSphinx(), X25519_PRIVATE, keys.sphinx().revealBytes());
    writePublic(paths.publicIdentity(), ED25519_PUBLIC, keys.identity().publicKey().toBytes());
    writePublic(paths.publicSphinx(), X25519_PUBLIC, keys.sphinx().publicKey().toBytes());
  }

  /** Reads all four; logs a warning if others can read a private one. */
  public static GatewayKeys read(KeyPaths paths) throws ConfigException {
    IdentityPrivateKey identity =
        readPrivate(paths.privateIdentity(), ED25519_PRIVATE, IdentityPrivateKey::fromBytes);
    requirePublic(paths.publicIdentity(), ED25519_PUBLIC, identity.publicKey().toBytes());
    SphinxPrivateKey sphinx =
        readPrivate(paths.privateSphinx(), X25519_PRIVATE, SphinxPrivateKey::fromBytes);
    requirePublic(paths.publicSphinx(), X25519_PUBLIC, sphinx.publicKey().toBytes());
    return new GatewayKeys(identity, sphinx);
  }

  private static void writePrivate(Path file, String type, byte[] secret) throws IOException {
    byte[] pem = Pem.write(type, secret);
    AtomicFiles.writePrivate(file, pem);
    Arrays.fill(pem, (byte) 0);
    Arrays.fill(secret, (byte) 0);
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
    } catch (IllegalArgumentException | IOException e) {
      throw unusable(file, String.valueOf(e.getMessage()));
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static void requirePublic(Path file, String type, byte[] expected)
      throws ConfigException {
    if (!Arrays.equals(read(file, type), expected)) {
      throw unusable(file, "it does not belong to the private key beside it");
    }
  }

  private static byte[] read(Path file, String type) throws ConfigException {
    try {
      return Pem.read(Files.readAllBytes(file), type, KEY_BYTES);
    } catch (NoSuchFileException e) {
      throw unusable(file, "it does not exist");
    } catch (AccessDeniedException e) {
      throw unusable(file, "no permission to read it");
    } catch (IllegalArgumentException | IOException e) {
      throw unusable(file, String.valueOf(e.getMessage()));
    }
  }

  private static ConfigException unusable(Path file, String why) {
    return new ConfigException(
        "the key file " + file + " can't be used: " + why + "; restore it from a backup");
  }
}
