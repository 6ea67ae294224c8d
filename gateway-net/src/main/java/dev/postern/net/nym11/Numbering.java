package dev.postern.net.nym11;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.postern.net.wire.ClientText;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * Which number an answer has: the one of the request, or none if that has none.
 *
 * @param number that the client gave, if it gave one
 * @param isField whether its request has a field for it: clients that don't even have that may be
 *     older than bandwidth
 */
record Numbering(OptionalInt number, boolean isField) {
  static Numbering absent() {
    return new Numbering(OptionalInt.empty(), false);
  }

  static Numbering of(ClientText request) {
    return new Numbering(request.protocolVersion(), request.isNumbered());
  }

  void write(JsonGenerator json) throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(ClientText.PROTOCOL_VERSION, number.getAsInt());
    }
  }
}
