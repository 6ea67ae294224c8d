package dev.postern.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Test vectors made by the reference implementation: from the module's test resources, or from the
 * directory that {@code -Dpostern.vectors} names, in the same form.
 */
public final class Vectors {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Vectors() {}

  /** A whole file, such as {@code hkdf.json} or {@code config/index.json}. */
  public static JsonNode file(String name) {
    try (InputStream stream = open(name)) {
      return JSON.readTree(stream);
    } catch (IOException e) {
      throw new UncheckedIOException("vectors " + name, e);
    }
  }

  /** The cases of one array of a file. */
  public static Stream<JsonNode> cases(String name, String array) {
    return StreamSupport.stream(file(name).required(array).spliterator(), false);
  }

  /** A file as it is. */
  public static InputStream open(String name) throws IOException {
    String directory = System.getProperty("postern.vectors", "");
    if (!directory.isEmpty()) {
      return Files.newInputStream(Path.of(directory, name));
    }
    InputStream stream = Vectors.class.getResourceAsStream("/vectors/" + name);
    if (stream == null) {
      throw new IOException("no test resource /vectors/" + name);
    }
    return stream;
  }
}
