package dev.postern.net.wire;

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
import java.math.BigInteger;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object, as strictly as the reference reads it: doubled keys anywhere, anything behind
 * the object and more than 127 levels are refused; unknown fields are allowed.
 *
 * <p>Values are kept if they can mean something in these protocols: strings, booleans, integers of
 * 64 bits with or without a sign, arrays of integers 0 to 255, and objects of all these. Of all
 * others, and of null, only the name is known: an unknown field may hold anything, and a known
 * field of a wrong kind reads as absent. Immutable.
 */
public final class StrictJson {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(127).build())
          // The reference writes \u001f, not \u001F.
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .build();

  private static final Object OF_NO_USE = new Object();

  private final Map<String, Object> values; // OF_NO_USE where only the name is known

  private StrictJson(Map<String, Object> values) {
    this.values = values;
  }

  /** The object that the text is, or null if it is anything else. */
  public static @Nullable StrictJson parse(String text) {
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      StrictJson object = object(json);
      return json.nextToken() == null ? object : null;
    } catch (IOException malformed) {
      return null;
    }
  }

  private static StrictJson object(JsonParser json) throws IOException {
    Map<String, Object> values = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      values.put(name, value(json));
    }
    return new StrictJson(values);
  }

  /** Whether there is a field of that name, whatever it holds; null counts. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** The names of all fields, in no order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /** A text, or null if the field holds none. */
  public @Nullable String string(String name) {
    return values.get(name) instanceof String string ? string : null;
  }

  /** A truth value, or null if the field holds none. */
  public @Nullable Boolean bool(String name) {
    return values.get(name) instanceof Boolean bool ? bool : null;
  }

  /** An array of integers 0 to 255, or null if the field holds none. */
  public byte @Nullable [] bytes(String name) {
    return values.get(name) instanceof byte[] bytes ? bytes : null;
  }

  /** An integer of 64 bits, written without fraction or exponent; empty if there is none. */
  public OptionalLong integer(String name) {
    return values.get(name) instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
  }

  /**
   * An integer of 0 to 2^64 − 1, as its 64 bits, of which the sign means nothing; empty if there is
   * none.
   */
  public OptionalLong unsigned(String name) {
    Object value = values.get(name);
    if (value instanceof Long number && number >= 0) {
      return OptionalLong.of(number);
    }
    return value instanceof BigInteger great
        ? OptionalLong.of(great.longValue())
        : OptionalLong.empty();
  }

  /** An object in this one, or null if the field holds none. */
  public @Nullable StrictJson object(String name) {
    return values.get(name) instanceof StrictJson object ? object : null;
  }

  /** What writes the fields of an object. */
  public interface Fields {
    /** Writes names and values; the object's braces are the caller's. */
    void write(JsonGenerator json) throws IOException;
  }

  /** An object without white space, its fields in the order in which they are written. */
  public static String write(Fields fields) {
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

  private static Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_STRING -> isWellFormed(json.getText()) ? json.getText() : OF_NO_USE;
      case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
      case VALUE_NUMBER_INT -> integer(json);
      case START_ARRAY -> byteArray(json);
      case START_OBJECT -> object(json);
      default -> OF_NO_USE;
    };
  }

  private static Object integer(JsonParser json) throws IOException {
    if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      BigInteger great = json.getBigIntegerValue();
      return great.signum() > 0 && great.bitLength() <= Long.SIZE ? great : OF_NO_USE;
    }
    return json.getText().equals("-0") // a float, to the reference
        ? OF_NO_USE
        : (Object) json.getLongValue();
  }

  private static Object byteArray(JsonParser json) throws IOException {
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
    return allBytes ? bytes.toByteArray() : OF_NO_USE;
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
