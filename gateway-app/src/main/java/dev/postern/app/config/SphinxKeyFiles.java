package dev.postern.app.config;

import dev.postern.app.SphinxKeyStore;
import dev.postern.app.SphinxKeys;
import dev.postern.app.SphinxKeys.Retiring;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Sphinx keys in files, beside the private one. What the configuration names is always the
 * current key, so that either program runs with it; the rest is ours.
 *
 * <pre>
 *   private_sphinx.pem     the current key
 *   public_sphinx.pem
 *   sphinx_key_since       the public key, when it came into use, and its rotation id unless that
 *                          is 0: base58, ISO 8601, decimal
 *   retiring_sphinx.pem    during an overlap: the key before, its rotation id unless that is 0, and
 *                          until when, if that is known
 *   rotate_sphinx_key      whoever makes this file wants a rotation now
 * </pre>
 *
 * <p>{@link #save} writes in the order old private, new private, public, time; each file is there
 * whole or as it was. So a kill leaves a retiring key that is also the current one, which means
 * nothing yet, or a public key that is the retiring one's, which {@link KeyFiles#read} mends, or a
 * time of another key, which doesn't count; the rotation id then is the one after the retiring
 * key's.
 */
public final class SphinxKeyFiles implements SphinxKeyStore {
  private static final Logger log = LoggerFactory.getLogger(SphinxKeyFiles.class);

  private static final Pattern UNTIL = Pattern.compile("(?m)^Accepted-Until: (\\S+)\\s*$");
  private static final Pattern ROTATION_ID = Pattern.compile("(?m)^Rotation-Id: (\\S+)\\s*$");

  private final KeyPaths paths;
  private final Path since;
  private final Path retiring;
  private final Path asked;
  private final Runnable beforeStep;
  private @Nullable SphinxKeys saved; // null if that isn't certain

  /** Beside the private Sphinx key. */
  public SphinxKeyFiles(KeyPaths paths) {
    this(paths, () -> {});
  }

  /** For tests that are killed before a step. */
  SphinxKeyFiles(KeyPaths paths, Runnable beforeStep) {
    this.paths = paths;
    this.since = paths.privateSphinx().resolveSibling("sphinx_key_since");
    this.retiring = retiring(paths);
    this.asked = paths.privateSphinx().resolveSibling("rotate_sphinx_key");
    this.beforeStep = beforeStep;
  }

  private static Path retiring(KeyPaths paths) {
    return paths.privateSphinx().resolveSibling("retiring_sphinx.pem");
  }

  /** What is there besides the current key, which {@link KeyFiles#read} gave. */
  public SphinxKeys read(SphinxPrivateKey current) throws ConfigException {
    Optional<Retiring> before = readRetiring(paths).filter(found -> !found.key().equals(current));
    saved = before.isEmpty() && Files.exists(retiring) ? null : keys(current, before);
    return keys(current, before);
  }

  private SphinxKeys keys(SphinxPrivateKey current, Optional<Retiring> before) {
    Optional<Since> written = readSince(current);
    return new SphinxKeys(
        current,
        written
            .map(Since::rotationId)
            .or(() -> before.map(key -> SphinxKeys.rotationIdAfter(key.rotationId())))
            .orElse(0L),
        written.map(Since::time),
        before);
  }

  /** What is written of a key beside it. */
  private record Since(Instant time, long rotationId) {
    /** From the words of a line, the first of which is the key. */
    static Since of(String[] words) {
      return new Since(Instant.parse(words[1]), words.length == 2 ? 0 : unsigned(words[2]));
    }
  }

  private static long unsigned(String text) {
    return Integer.toUnsignedLong(Integer.parseUnsignedInt(text));
  }

  /** The retiring key, if there is such a file. */
  static Optional<Retiring> readRetiring(KeyPaths paths) throws ConfigException {
    Path file = retiring(paths);
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    SphinxPrivateKey key = KeyFiles.readSphinx(file);
    try {
      // Bytes that are no text are the business of the reader of keys.
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      Matcher until = UNTIL.matcher(text);
      Matcher rotationId = ROTATION_ID.matcher(text);
      return Optional.of(
          new Retiring(
              key,
              rotationId.find() ? unsigned(rotationId.group(1)) : 0,
              until.find() ? Optional.of(Instant.parse(until.group(1))) : Optional.empty()));
    } catch (IOException | DateTimeException | NumberFormatException e) {
      throw new ConfigException(
          "the key file %s can't be used: it does not say until when; delete it, and packets for the key before are dropped"
              .formatted(file));
    }
  }

  private Optional<Since> readSince(SphinxPrivateKey current) {
    try {
      String[] words = Files.readString(since).strip().split(" ", -1);
      boolean isOurs = words[0].equals(current.publicKey().toBase58());
      return isOurs && (words.length == 2 || words.length == 3)
          ? Optional.of(Since.of(words))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | DateTimeException | NumberFormatException e) {
      log.warn("{} can't be read, so the age of the Sphinx key counts from now on", since);
      return Optional.empty();
    }
  }

  @Override
  public void save(SphinxKeys keys) throws IOException {
    SphinxKeys before = saved;
    saved = null;
    if (keys.retiring().isPresent() && (before == null || !isSame(keys.retiring(), before))) {
      beforeStep.run();
      writeRetiring(keys.retiring().get());
    }
    boolean isOther = before == null || !keys.current().equals(before.current());
    if (isOther) {
      beforeStep.run();
      KeyFiles.replaceSphinx(paths.privateSphinx(), "", keys.current());
      beforeStep.run();
      KeyFiles.writeSphinx(paths.publicSphinx(), keys.current().publicKey());
    }
    boolean isOfThatAge =
        before != null
            && keys.since().equals(before.since())
            && keys.rotationId() == before.rotationId();
    if (keys.since().isPresent() && (isOther || !isOfThatAge)) {
      beforeStep.run();
      writeSince(keys.since().get(), keys);
    }
    if (keys.retiring().isEmpty()) {
      beforeStep.run();
      AtomicFiles.delete(retiring);
    }
    if (isOther) {
      beforeStep.run();
      AtomicFiles.delete(asked);
    }
    saved = keys;
  }

  private static boolean isSame(Optional<Retiring> retiring, SphinxKeys before) {
    return retiring.equals(before.retiring());
  }

  private void writeSince(Instant time, SphinxKeys keys) throws IOException {
    String rotationId = keys.rotationId() == 0 ? "" : " " + keys.rotationId();
    String line = keys.current().publicKey().toBase58() + " " + time + rotationId + "\n";
    AtomicFiles.writePublic(since, line.getBytes(StandardCharsets.US_ASCII));
  }

  private void writeRetiring(Retiring before) throws IOException {
    String rotationId =
        before.rotationId() == 0 ? "" : "Rotation-Id: " + before.rotationId() + "\r\n";
    String until = before.until().map(time -> "Accepted-Until: " + time + "\r\n").orElse("");
    KeyFiles.replaceSphinx(retiring, rotationId + until, before.key());
  }

  /** Somebody made the file. */
  @Override
  public boolean rotationIsAsked() {
    return Files.exists(asked);
  }
}
