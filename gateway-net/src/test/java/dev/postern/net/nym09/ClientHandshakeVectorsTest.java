package dev.postern.net.nym09;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.testing.Vectors;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The reference's client against good and bad gateways. */
class ClientHandshakeVectorsTest {
  @TestFactory
  Stream<DynamicTest> receive_badGateway_likeTheReference() {
    return Vectors.cases("handshake.json", "client_side")
        .map(HandshakeVector::new)
        .map(vector -> dynamicTest(vector.name(), () -> replay(vector)));
  }

  /** Those are the ones whose client half was the reference's own, not a test's. */
  @TestFactory
  Stream<DynamicTest> receive_goodGateway_likeTheReference() {
    return HandshakeVector.all()
        .filter(vector -> vector.json().hasNonNull("client_signature"))
        .map(vector -> dynamicTest(vector.name(), () -> agrees(vector)));
  }

  private static void replay(HandshakeVector vector) {
    ClientHandshake handshake = handshake(vector);
    List<String> sent = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    sent.add(ControlMessageCodec.write(handshake.init()));
    ClientHandshake.Step last = null;
    for (JsonNode message : vector.transcript()) {
      String text = message.required("text").asText();
      if (message.required("from").asText().equals("client")) {
        expected.add(text);
      } else {
        last = handshake.receive((HandshakeMessage) ControlMessageCodec.readRequest(text));
        if (last instanceof ClientHandshake.Reply reply) {
          sent.add(ControlMessageCodec.write(reply.payload()));
        } else if (last instanceof ClientHandshake.Failed failed && failed.toPeer() != null) {
          sent.add(ControlMessageCodec.write(failed.toPeer()));
        }
      }
    }
    assertThat(sent).isEqualTo(expected);
    assertThat(last).isInstanceOf(ClientHandshake.Failed.class);
  }

  private static void agrees(HandshakeVector vector) {
    ClientHandshake handshake = handshake(vector);
    List<String> texts =
        vector.transcript().stream().map(message -> message.required("text").asText()).toList();
    assertThat(ControlMessageCodec.write(handshake.init())).isEqualTo(texts.get(0));
    ClientHandshake.Step reply =
        handshake.receive((HandshakeMessage) ControlMessageCodec.readRequest(texts.get(1)));
    assertThat(ControlMessageCodec.write(((ClientHandshake.Reply) reply).payload()))
        .isEqualTo(texts.get(2));
    ClientHandshake.Step end =
        handshake.receive((HandshakeMessage) ControlMessageCodec.readRequest(texts.get(3)));
    byte[] keys =
        ((ClientHandshake.Agreed) end)
            .keys()
            .secretBytes()
            .toByteArray(InsecureSecretKeyAccess.get());
    assertThat(HexFormat.of().formatHex(keys))
        .isEqualTo(vector.json().required("shared_keys").asText());
  }

  private static ClientHandshake handshake(HandshakeVector vector) {
    JsonNode json = vector.json();
    return new ClientHandshake(
        IdentityPrivateKey.fromBytes(
            HandshakeVector.hex(json.required("client_identity").required("private_key"))),
        SphinxPrivateKey.fromBytes(HandshakeVector.hex(json.required("client_ephemeral_private"))),
        vector.gatewayIdentity().publicKey(),
        CryptoEngine.best().newPrimitives());
  }
}
