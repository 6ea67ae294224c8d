package dev.postern.app.topology;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.net.InetAddresses;
import dev.postern.app.directory.LogText;
import dev.postern.sphinx.crypto.Base58;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A value in a tree of JSON, and the way to it. Whatever is not as it should be ends the reading
 * with {@link Unreadable}, which says where.
 */
record JsonPlace(JsonNode value, String path) {
  static final long UNSIGNED_32 = 0xFFFF_FFFFL;

  private static final int KEY_BYTES = 32;
  private static final int LONGEST_ADDRESS = 64;

  /** A place, and what it should be. Never leaves this package. */
  static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unreadable(String message) {
      super(message, null, false, false);
    }

    /** One line. */
    String message() {
      return String.valueOf(getMessage());
    }
  }

  Unreadable isNot(String form) {
    String state = value.isMissingNode() ? " is missing: it is " : " is not ";
    return new Unreadable(LogText.oneLine(path) + state + form);
  }

  /** A field of an object. */
  JsonPlace at(String field) {
    if (!value.isObject()) {
      throw isNot("an object");
    }
    return new JsonPlace(value.path(field), path.isEmpty() ? field : path + "." + field);
  }

  /** The first of these fields that is there. */
  JsonPlace atOneOf(String... fields) {
    for (String field : fields) {
      if (value.has(field)) {
        return at(field);
      }
    }
    return at(fields[0]);
  }

  boolean isAbsent() {
    return value.isMissingNode() || value.isNull();
  }

  /** All fields, in their order. */
  List<JsonPlace> fields() {
    if (!value.isObject()) {
      throw isNot("an object");
    }
    List<JsonPlace> fields = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      fields.add(new JsonPlace(field.getValue(), path + "." + field.getKey()));
    }
    return fields;
  }

  /** All elements of a list. */
  List<JsonPlace> elements() {
    if (!value.isArray()) {
      throw isNot("a list");
    }
    List<JsonPlace> elements = new ArrayList<>();
    for (JsonNode element : value) {
      elements.add(new JsonPlace(element, path + "[" + elements.size() + "]"));
    }
    return elements;
  }

  String text() {
    if (!value.isTextual()) {
      throw isNot("text");
    }
    return value.textValue();
  }

  boolean truth() {
    if (!value.isBoolean()) {
      throw isNot("true or false");
    }
    return value.booleanValue();
  }

  long number(long lowest, long highest) {
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < lowest
        || value.longValue() > highest) {
      throw isNot("a whole number from " + lowest + " to " + highest);
    }
    return value.longValue();
  }

  int port() {
    return (int) number(1, 65_535);
  }

  InetAddress address() {
    String text = text();
    if (text.length() > LONGEST_ADDRESS || !InetAddresses.isInetAddress(text)) {
      throw isNot("an IP address");
    }
    return InetAddresses.forString(text);
  }

  /** 32 bytes, as a list of numbers or in base58. */
  byte[] key() {
    if (value.isTextual()) {
      try {
        return Base58.decode(value.textValue(), KEY_BYTES);
      } catch (IllegalArgumentException e) {
        throw isNot("a key: 32 bytes in base58");
      }
    }
    if (!value.isArray() || value.size() != KEY_BYTES) {
      throw isNot("a key: 32 bytes as a list, or in base58");
    }
    byte[] key = new byte[KEY_BYTES];
    for (int i = 0; i < KEY_BYTES; i++) {
      key[i] = (byte) new JsonPlace(value.get(i), path).number(0, 255);
    }
    return key;
  }
}
