package dev.postern.storage.replay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The secret that fingerprints are made with. Without it, or with another one, nothing that was
 * seen would be known again; so it is checked, and never made anew beside sets.
 *
 * <pre>
 *  0            8         12        28         32
 *  +------------+---------+---------+----------+
 *  | POSTERNR   | 1       | secret  | CRC32C   |
 *  +------------+---------+---------+----------+
 * </pre>
 */
final class ReplaySecret {
  static final String FILE = "secret";

  private static final byte[] MAGIC = "POSTERNR".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int BYTES = MAGIC.length + Integer.BYTES * 2 + TagHash.SECRET_BYTES;

  private ReplaySecret() {}

  /** Reads it, or makes one if nothing was seen yet. */
  static byte[] readOrMake(Path directory, TableFiles files, SecureRandom random)
      throws IOException {
    Path file = directory.resolve(FILE);
    try {
      return read(file);
    } catch (NoSuchFileException e) {
      boolean unused =
          files.list(directory).stream().allMatch(name -> name.endsWith(MappedFiles.UNFINISHED));
      if (!unused) {
        throw lost(file, "is missing", e);
      }
      byte[] secret = TagHash.freshSecret(random);
      MappedFiles.write(file, content(secret));
      return secret;
    }
  }

  private static byte[] read(Path file) throws IOException {
    byte[] content = Arrays.copyOf(Files.readAllBytes(file), BYTES);
    int start = MAGIC.length + Integer.BYTES;
    byte[] secret = Arrays.copyOfRange(content, start, start + TagHash.SECRET_BYTES);
    if (!Arrays.equals(content, content(secret))) {
      throw lost(file, "is damaged, or of a later version", null);
    }
    return secret;
  }

  private static byte[] content(byte[] secret) {
    ByteBuffer content = ByteBuffer.allocate(BYTES).put(MAGIC).putInt(VERSION).put(secret);
    CRC32C checksum = new CRC32C();
    checksum.update(content.array(), 0, content.position());
    return content.putInt((int) checksum.getValue()).array();
  }

  private static IOException lost(Path file, String why, @Nullable Throwable cause) {
    return new IOException(
        file
            + " "
            + why
            + ", and without it what was seen is not known again; restore it from a backup, or"
            + " delete its directory, and old packets can come again",
        cause);
  }
}
