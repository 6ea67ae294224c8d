package dev.postern.app.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a value stands in a file: TOML's own quoting, and the HTML escapes that the reference writes
 * where TOML would need none. And how it stands in a line for an operator.
 */
public final class Quoting {
  /**
   * What a terminal obeys instead of showing it, or shows nothing for: C0 and C1 controls, marks
   * that turn the direction of the text around them, line ends of all kinds.
   */
  static final String UNPRINTABLE = "\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}";

  /** What the reference's template engine escapes, and the decimal spelling of the quote. */
  private static final Map<String, String> ENTITIES =
      Map.of(
          "&amp;", "&",
          "&lt;", "<",
          "&gt;", ">",
          "&quot;", "\"",
          "&#x27;", "'",
          "&#39;", "'",
          "&#x3D;", "=",
          "&#x60;", "`");

  private static final Pattern ENTITY = Pattern.compile("&(?:amp|lt|gt|quot|#x27|#39|#x3D|#x60);");

  private Quoting() {}

  /** What was meant by a value that may have been escaped as if it were HTML. Once, not twice. */
  static String unescapeHtml(String value) {
    return ENTITY
        .matcher(value)
        .replaceAll(entity -> Matcher.quoteReplacement(ENTITIES.getOrDefault(entity.group(), "")));
  }

  /**
   * A TOML string, quotes included. Reading it back and unescaping gives the value again: an
   * ampersand that would look like the start of an escape is written as one.
   */
  static String toml(String value) {
    String escaped =
        ENTITY.matcher(value).replaceAll(entity -> "&amp;" + entity.group().substring(1));
    return escaped.matches("[^'" + UNPRINTABLE + "]*") ? "'" + escaped + "'" : basicString(escaped);
  }

  private static String basicString(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    value.codePoints().forEach(character -> append(quoted, character));
    return quoted.append('"').toString();
  }

  private static void append(StringBuilder quoted, int character) {
    String text = Character.toString(character);
    if (character == '"' || character == '\\') {
      quoted.append('\\').append(text);
    } else if (text.matches("[" + UNPRINTABLE + "]")) {
      quoted.append((character > 0xFFFF ? "\\U%08X" : "\\u%04X").formatted(character));
    } else {
      quoted.append(text);
    }
  }

  /** For a line that somebody reads: what would not print is a question mark. */
  public static String printable(String value) {
    return value.replaceAll("[" + UNPRINTABLE + "]", "?");
  }

  /** The same, and not without end. */
  static String visible(String value) {
    String line = printable(value);
    return line.length() <= 120 ? line : line.substring(0, 120) + "…";
  }
}
