package dev.postern.net.wire;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A text frame of a client, read as JSON. All generations tell their requests apart by the field
 * {@code type}; the rest is for the generation to look into. Immutable.
 */
public final class ClientText {
  /** By which clients say what they speak (the later generations' spec §1). */
  public static final String PROTOCOL_VERSION = "protocol_version";

  private static final int MOST_PROTOCOLS = 0xff;

  private final @Nullable StrictJson json; // null: it is no JSON object

  private ClientText(@Nullable StrictJson json) {
    this.json = json;
  }

  /** Reads a text. Never throws: what is no JSON object is of no type. */
  public static ClientText parse(String text) {
    return new ClientText(StrictJson.parse(text));
  }

  /** What kind of request it is; null if it doesn't say. */
  public @Nullable String type() {
    return json == null ? null : json.string("type");
  }

  /** Whether it is that kind of request. */
  public boolean isOf(String type) {
    return type.equals(type());
  }

  /** Its fields; null if it is no JSON object. */
  public @Nullable StrictJson json() {
    return json;
  }

  /** Whether it has a field for the number of a protocol, even if that holds null or nonsense. */
  public boolean isNumbered() {
    return json != null && json.has(PROTOCOL_VERSION);
  }

  /** The number of the protocol; empty if there is none, or none of 0 to 255. */
  public OptionalInt protocolVersion() {
    OptionalLong number = json == null ? OptionalLong.empty() : json.integer(PROTOCOL_VERSION);
    return number.isPresent() && number.getAsLong() >= 0 && number.getAsLong() <= MOST_PROTOCOLS
        ? OptionalInt.of((int) number.getAsLong())
        : OptionalInt.empty();
  }

  /** Prints no content. */
  @Override
  public String toString() {
    return "ClientText[redacted]";
  }
}
