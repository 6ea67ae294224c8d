package dev.postern.app.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * One table of a configuration file, read key by key. Every refusal says file, line, key, value and
 * what would be accepted.
 */
final class ConfigSection {
  private final String file;
  private final String name;
  private final TomlTable table;

  /** The table {@code [name]} of a file; the file's top level if the name is empty. */
  ConfigSection(String file, String name, TomlTable table) {
    this.file = file;
    this.name = name;
    this.table = table;
  }

  /** A table below this one, or none. */
  Optional<ConfigSection> section(String key) throws ConfigException {
    Object value = value(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof TomlTable section) {
      return Optional.of(new ConfigSection(file, key, section));
    }
    throw refuse(key, value, "make it a section: [" + key + "]");
  }

  /** Throws if there is a key that nobody knows. */
  void allowOnly(Set<String> known) throws ConfigException {
    if (!known.contains(EgressSection.NAME)) {
      refuseElsewhere(EgressSection.NAME, EgressSection.RIGHT_PLACE);
    }
    for (String key : table.keySet()) {
      if (!known.contains(key)) {
        String remedy =
            known.isEmpty()
                ? "remove it"
                : "remove it, or write one of "
                    + String.join(", ", known.stream().sorted().toList());
        throw new ConfigException(
            place(key) + "unknown key '" + Quoting.visible(key) + "'" + in() + "; " + remedy);
      }
    }
  }

  /** Throws if a key that stands elsewhere is here, where it would be without effect. */
  void refuseElsewhere(String key, String remedy) throws ConfigException {
    if (has(key)) {
      throw new ConfigException(
          place(key) + "'" + key + "'" + in() + " has no effect there; " + remedy);
    }
  }

  /** The elements of a list; none if there is no such key. */
  List<String> texts(String key) throws ConfigException {
    Object value = value(key);
    if (value == null) {
      return List.of();
    }
    String remedy = "write a list of texts in quotes: ['…', '…']";
    if (!(value instanceof TomlArray array)) {
      throw refuse(key, value, remedy);
    }
    List<String> texts = new ArrayList<>();
    for (Object element : array.toList()) {
      if (!(element instanceof String text)) {
        throw refuse(key, element, remedy);
      }
      texts.add(text);
    }
    return texts;
  }

  String text(String key) throws ConfigException {
    return optionalText(key).orElseThrow(() -> missing(key));
  }

  Optional<String> optionalText(String key) throws ConfigException {
    Object value = value(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text) {
      return Optional.of(Quoting.unescapeHtml(text));
    }
    throw refuse(key, value, "write text in quotes");
  }

  Path path(String key, Path home) throws ConfigException {
    String text = text(key);
    try {
      return GatewayFiles.path(text, home);
    } catch (ConfigException e) {
      throw refuse(key, text, "write a path");
    }
  }

  Duration duration(String key, Duration otherwise) throws ConfigException {
    Object value = value(key);
    if (value == null) {
      return otherwise;
    }
    return DurationText.read(value)
        .orElseThrow(
            () -> refuse(key, value, "write whole milliseconds, or text such as \"1m 30s\""));
  }

  /**
   * A value in a form of its own.
   *
   * @param reader gives nothing for what can't be used
   * @param remedy says what can
   */
  <T> T read(String key, Function<Object, Optional<T>> reader, T otherwise, String remedy)
      throws ConfigException {
    Object value = value(key);
    if (value == null) {
      return otherwise;
    }
    return reader.apply(value).orElseThrow(() -> refuse(key, value, remedy));
  }

  boolean isText(String key) {
    return value(key) instanceof String;
  }

  boolean has(String key) {
    return value(key) != null;
  }

  long count(String key, long highest, long otherwise) throws ConfigException {
    Object value = value(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Long count && count >= 0 && count <= highest) {
      return count;
    }
    throw refuse(key, value, "write a whole number from 0 to " + highest);
  }

  /** Its value by itself would do. */
  ConfigException refuse(String key, String remedy) {
    Object value = value(key);
    return refuse(key, value == null ? "" : value, remedy);
  }

  ConfigException refuse(String key, Object value, String remedy) {
    return new ConfigException(
        place(key)
            + key
            + " = "
            + Quoting.visible(value instanceof String ? "'" + value + "'" : value.toString())
            + in()
            + " can't be used; "
            + remedy);
  }

  ConfigException missing(String key) {
    return new ConfigException(file + ": " + key + " is missing" + in() + "; add it, or run init");
  }

  private @Nullable Object value(String key) {
    return table.get(List.of(key));
  }

  private String in() {
    return name.isEmpty() ? "" : " in [" + name + "]";
  }

  private String place(String key) {
    TomlPosition position = table.inputPositionOf(List.of(key));
    return position == null ? file + ": " : file + ":" + position.line() + ": ";
  }
}
