package dev.postern.net.nym09;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.postern.net.nym09.ClientControlRequest.Authenticate;
import dev.postern.net.nym09.ClientControlRequest.Unreadable;
import dev.postern.net.nym09.HandshakeMessage.HandshakeError;
import dev.postern.net.nym09.HandshakeMessage.HandshakePayload;
import dev.postern.testing.Vectors;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlMessageCodecTest {
  @TestFactory
  Stream<DynamicTest> serverResponses_areReadAndWrittenLikeTheReference() {
    return Vectors.cases("channel.json", "server_responses")
        .map(
            vector -> {
              String text = vector.required("text").asText();
              return dynamicTest(
                  vector.required("name").asText(),
                  () ->
                      assertThat(
                              ControlMessageCodec.readResponse(text)
                                  .map(ControlMessageCodec::write))
                          .contains(text));
            });
  }

  @TestFactory
  Stream<DynamicTest> readResponse_likeTheReference() {
    return Vectors.cases("channel.json", "server_response_parsing")
        .map(
            vector -> {
              String text = vector.required("text").asText();
              return dynamicTest(
                  text,
                  () ->
                      assertThat(ControlMessageCodec.readResponse(text).isPresent())
                          .isEqualTo(vector.required("readable").asBoolean()));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "{",
        "{}{}",
        "{\"type\":\"handshakePayload\",\"data\":[1]}}",
        "\ufeff{\"type\":\"handshakePayload\",\"data\":[1]}",
        "{\"type\":\"handshakePayload\",\"data\":[-0]}",
        "{\"type\":\"handshakePayload\",\"data\":[01]}",
        "{\"type\":\"handshakePayload\",\"data\":[99999999999999999999]}",
        "{\"type\":\"handshakePayload\",\"data\":[1,]}",
        "{\"type\":\"handshakePayload\",\"data\":[1],}",
        "{\"type\":\"handshakePayload\",\"data\":[1],\"x\":1,\"x\":2}",
        "{\"type\":\"handshakePayload\",\"data\":[1],\"x\":{\"y\":1,\"y\":2}}",
        "{\"type\":\"handshakePayload\",\"data\":[NaN]}",
        "{\"type\":\"handshakePayload\",\"data\":[1]/**/}",
        "{'type':'handshakePayload','data':[1]}",
        "{\"type\":[\"handshakePayload\"],\"data\":[1]}",
        "{\"type\":\"handshakeError\",\"message\":7}",
        "{\"type\":\"handshakeError\",\"message\":\"\\ud800\"}",
        "{\"type\":\"authenticate\",\"address\":\"a\",\"enc_address\":\"b\",\"iv\":[1]}"
      })
  void readRequest_notAsTheReferenceWantsIt_isUnreadable(String text) {
    assertThat(ControlMessageCodec.readRequest(text)).isEqualTo(new Unreadable());
  }

  @Test
  void readRequest_unknownFieldsOfAnyKind_areAllowed() {
    assertThat(
            ControlMessageCodec.readRequest(
                "{\"x\":[[{\"a\":null}],1e400],\"data\":{},\"message\":\"m\",\"y\":-1.5,"
                    + "\"type\":\"handshakeError\"}"))
        .isEqualTo(new HandshakeError("m"));
  }

  @Test
  void readRequest_nestedTooDeep_isUnreadable() {
    String deep = "[".repeat(127) + "]".repeat(127);
    String shallow = "[".repeat(126) + "]".repeat(126);
    String request = "{\"type\":\"handshakeError\",\"message\":\"m\",\"x\":%s}";
    assertThat(ControlMessageCodec.readRequest(request.formatted(deep)))
        .isEqualTo(new Unreadable());
    assertThat(ControlMessageCodec.readRequest(request.formatted(shallow)))
        .isEqualTo(new HandshakeError("m"));
  }

  @Test
  void write_controlCharacters_likeTheReference() {
    assertThat(ControlMessageCodec.write(new HandshakeError("\b\f\u001f\u007f/é\ud83e\udd80")))
        .isEqualTo(
            "{\"type\":\"handshakeError\",\"message\":\"\\b\\f\\u001f\u007f/é\ud83e\udd80\"}");
  }

  @Property
  void payload_writtenAndRead_isTheSame(@ForAll byte[] data) {
    ClientControlRequest read =
        ControlMessageCodec.readRequest(ControlMessageCodec.write(new HandshakePayload(data)));
    assertThat(((HandshakePayload) read).data()).isEqualTo(data);
  }

  @Property
  void authenticate_writtenAndRead_isTheSame(@ForAll int a, @ForAll int b, @ForAll int c) {
    Authenticate request =
        new Authenticate(Integer.toString(a), Integer.toString(b), Integer.toString(c));
    assertThat(ControlMessageCodec.readRequest(ControlMessageCodec.write(request)))
        .isEqualTo(request);
  }

  @Property
  void read_anyText_neverThrows(@ForAll String text) {
    assertThat(ControlMessageCodec.readRequest(text)).isEqualTo(new Unreadable());
    assertThat(ControlMessageCodec.readResponse(text)).isEqualTo(Optional.empty());
  }
}
