package dev.postern.net.nym09;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.postern.net.nym09.ClientControlRequest.Authenticate;
import dev.postern.net.nym09.ClientControlRequest.RegisterHandshakeInitRequest;
import dev.postern.net.nym09.HandshakeMessage.HandshakePayload;
import dev.postern.testing.FuzzTarget;
import dev.postern.testing.Vectors;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The text of a WebSocket frame: what is read of it is in it, as a lenient reader has it too; and
 * once written it is read as the same value, and written as the same text.
 */
class ControlMessageFuzzTest extends FuzzTarget {
  private static final ObjectMapper LENIENT =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  @Override
  protected void check(byte[] input) throws IOException {
    String text = new String(input, UTF_8);
    ClientControlRequest request = ControlMessageCodec.readRequest(text);
    if (request instanceof HandshakeMessage message) {
      String written = ControlMessageCodec.write(message);
      ClientControlRequest again = ControlMessageCodec.readRequest(written);
      assertThat(again).usingRecursiveComparison().isEqualTo(request);
      checkMeaning(text, written);
    } else if (request instanceof RegisterHandshakeInitRequest init) {
      String written = ControlMessageCodec.write(new HandshakePayload(init.data()));
      checkMeaning(text, written.replace("handshakePayload", "registerHandshakeInitRequest"));
    } else if (request instanceof Authenticate login) {
      String written = ControlMessageCodec.write(login);
      assertThat(ControlMessageCodec.readRequest(written)).isEqualTo(request);
      checkMeaning(text, written);
    }
    Optional<ServerResponse> response = ControlMessageCodec.readResponse(text);
    if (response.isPresent()) {
      String written = ControlMessageCodec.write(response.get());
      assertThat(ControlMessageCodec.readResponse(written)).isEqualTo(response);
      checkMeaning(text, written);
    }
  }

  /** Every field that we would write stands in the text, with that value. */
  private static void checkMeaning(String text, String written) throws IOException {
    JsonNode read = LENIENT.readTree(text);
    LENIENT
        .readTree(written)
        .properties()
        .forEach(field -> assertThat(read.get(field.getKey())).isEqualTo(field.getValue()));
  }

  @Override
  protected List<byte[]> seeds() {
    Stream<String> conversations =
        Stream.of("handshake.json", "authenticate.json")
            .flatMap(file -> Vectors.cases(file, "cases"))
            .flatMap(vector -> HandshakeVector.texts(vector).stream());
    Stream<String> answers =
        Stream.of("server_responses", "server_response_parsing")
            .flatMap(array -> Vectors.cases("channel.json", array))
            .map(vector -> vector.required("text").asText());
    return Stream.concat(conversations, answers)
        .distinct()
        .filter(text -> text.length() < 600)
        .map(text -> text.getBytes(UTF_8))
        .toList();
  }

  @Override
  protected int maxBytes() {
    return 600;
  }
}
