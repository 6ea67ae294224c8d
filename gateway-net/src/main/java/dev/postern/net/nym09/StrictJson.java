package dev.postern.net.nym09;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object, as strictly as the reference reads it: doubled keys anywhere, anything behind
 * the object and more than 127 levels are refused; unknown fields are allowed.
 *
 * <p>Values are kept if they can mean something in this protocol: strings, booleans, and arrays of
 * integers 0 to 255. All others read as absent, so that an unknown field may hold anything and a
 * known field of a wrong kind counts as missing.
 */
final class StrictJson {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(127).build())
          // The reference writes \u001f, not \u001F.
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .build();

  private final Map<String, Object> values;

  private StrictJson(Map<String, Object> values) {
    this.values = values;
  }

  /** The object that the text is, or null if it is anything else. */
  static @Nullable StrictJson parse(String text) {
    Map<String, Object> values = new HashMap<>();
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        Object value = value(json);
        if (value != null) {
          values.put(name, value);
        }
      }
      return json.nextToken() == null ? new StrictJson(values) : null;
    } catch (IOException malformed) {
      return null;
    }
  }

  @Nullable String string(String name) {
    return values.get(name) instanceof String string ? string : null;
  }

  @Nullable Boolean bool(String name) {
    return values.get(name) instanceof Boolean bool ? bool : null;
  }

  byte @Nullable [] bytes(String name) {
    return values.get(name) instanceof byte[] bytes ? bytes : null;
  }

  /** What writes the fields of an object. */
  interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  /** An object without white space, its fields in the order in which they are written. */
  static String write(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new AssertionError("writing JSON into memory failed", e);
    }
    return text.toString();
  }

  private static @Nullable Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_STRING -> isWellFormed(json.getText()) ? json.getText() : null;
      case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
      case START_ARRAY -> byteArray(json);
      default -> {
        json.skipChildren();
        yield null;
      }
    };
  }

  private static byte @Nullable [] byteArray(JsonParser json) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean allBytes = true;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (isByte(json)) {
        bytes.write(json.getIntValue());
      } else {
        allBytes = false;
        json.skipChildren();
      }
    }
    return allBytes ? bytes.toByteArray() : null;
  }

  /** Neither 1.0 nor 1e1 nor -0 is one. */
  private static boolean isByte(JsonParser json) throws IOException {
    return json.currentToken() == JsonToken.VALUE_NUMBER_INT
        && json.getTextLength() <= 3
        && json.getText().charAt(0) != '-'
        && json.getIntValue() <= 0xff;
  }

  /** Half a surrogate pair, which only an escape can smuggle in, is no text: UTF-8 has no such. */
  private static boolean isWellFormed(String text) {
    return text.codePoints()
        .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
  }
}
