package dev.postern.app.topology;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The two ways in which today's clients write a topology as JSON: names of fields and keys differ,
 * the rest is the same.
 */
public enum TopologyForm {
  /** As the Rust libraries read it from a file: {@code node_details}, keys as lists of bytes. */
  SDK,
  /** As the WebAssembly client takes it: {@code nodeDetails}, keys in base58. */
  WASM;

  /** As an operator writes it. */
  public static Optional<TopologyForm> parse(String text) {
    return Arrays.stream(values()).filter(form -> form.text().equals(text)).findFirst();
  }

  private String text() {
    return this == SDK ? "sdk" : "wasm";
  }

  /** A field of a topology or of a node in it, from its name in the first form. */
  String field(String name) {
    if (this == SDK) {
      return name;
    }
    String[] words = name.split("_", -1);
    return words[0]
        + Arrays.stream(words)
            .skip(1)
            .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
            .collect(Collectors.joining());
  }
}
