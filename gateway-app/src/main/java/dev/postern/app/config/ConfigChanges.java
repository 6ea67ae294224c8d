package dev.postern.app.config;

import dev.postern.storage.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;

/** What writing a configuration over a file changes, in lines for whoever asked for it. */
public final class ConfigChanges {
  private ConfigChanges() {}

  /**
   * A line for each key whose value in the file is another than the one to be written; what can't
   * be read is replaced as a whole, and that is the one line then. Empty where there is no file.
   */
  public static List<String> of(Path file, GatewayConfig next) {
    TomlParseResult before;
    try {
      before = Toml.parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      return List.of("the old file can't be read: " + FileProblem.of(e));
    }
    if (before.hasErrors()) {
      return List.of("the old file is not TOML");
    }
    return between(before, Toml.parse(ConfigWriter.text(next)));
  }

  private static List<String> between(TomlParseResult before, TomlParseResult after) {
    Set<List<String>> keys = new LinkedHashSet<>(before.keyPathSet());
    keys.addAll(after.keyPathSet());
    List<String> changes = new ArrayList<>();
    for (List<String> key : keys) {
      String was = value(before, key);
      String is = value(after, key);
      if (!was.equals(is)) {
        changes.add("%s was %s, is %s".formatted(Quoting.visible(String.join(".", key)), was, is));
      }
    }
    return changes;
  }

  private static String value(TomlParseResult toml, List<String> key) {
    @Nullable Object value = toml.get(key);
    if (value == null) {
      return "left out";
    }
    if (value instanceof TomlArray list) {
      return Quoting.visible(list.toList().toString());
    }
    return value instanceof String text
        ? "'" + Quoting.visible(Quoting.unescapeHtml(text)) + "'"
        : Quoting.visible(value.toString());
  }
}
