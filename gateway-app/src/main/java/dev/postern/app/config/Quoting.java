package dev.postern.app.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a value stands in a file: TOML's own quoting, and the HTML escapes that the reference writes
 * where TOML would need none.
 */
final class Quoting {
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
    return escaped.matches("[^'\\p{Cntrl}]*") ? "'" + escaped + "'" : basicString(escaped);
  }

  private static String basicString(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (Character.isISOControl(c)) {
        quoted.append("\\u%04X".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /** For a message: control characters as question marks, and not without end. */
  static String visible(String value) {
    String line = value.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= 120 ? line : line.substring(0, 120) + "…";
  }
}
