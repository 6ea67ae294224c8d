package dev.postern.net.nym09;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.nym09.ClientControlRequest.Authenticate;
import dev.postern.net.nym09.ClientControlRequest.Unreadable;
import dev.postern.net.nym09.HandshakeMessage.HandshakePayload;
import dev.postern.net.nym09.RegistrationHandshake.Agreed;
import dev.postern.net.nym09.RegistrationHandshake.Ignored;
import dev.postern.net.nym09.RegistrationHandshake.Refused;
import dev.postern.net.nym09.RegistrationHandshake.Reply;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationHandshakeTest {
  private final SecureRandom random = new SecureRandom();
  private final Primitives primitives = CryptoEngine.best().newPrimitives();
  private final IdentityPrivateKey gateway = IdentityPrivateKey.generate(random);
  private final IdentityPrivateKey clientIdentity = IdentityPrivateKey.generate(random);
  private final RegistrationHandshake handshake =
      new RegistrationHandshake(gateway, () -> SphinxPrivateKey.generate(random), primitives);
  private final ClientHandshake client =
      new ClientHandshake(
          clientIdentity, SphinxPrivateKey.generate(random), gateway.publicKey(), primitives);

  @Test
  void bothHalves_comeToTheSameKeys() {
    Reply reply = (Reply) handshake.receive(client.init());
    ClientHandshake.Reply proof = (ClientHandshake.Reply) client.receive(reply.payload());
    Agreed agreed = (Agreed) handshake.receive(proof.payload());
    ClientHandshake.Agreed known = (ClientHandshake.Agreed) client.receive(HandshakePayload.done());

    assertThat(agreed.client().toBytes()).isEqualTo(clientIdentity.publicKey().toBytes());
    assertThat(agreed.keys().secretBytes().equalsSecretBytes(known.keys().secretBytes())).isTrue();
  }

  @Test
  void receive_flippedBitOfAnySignatureByte_isRefused() {
    for (int i = 0; i < 64; i++) {
      RegistrationHandshake fresh =
          new RegistrationHandshake(gateway, () -> SphinxPrivateKey.generate(random), primitives);
      ClientHandshake peer =
          new ClientHandshake(
              clientIdentity, SphinxPrivateKey.generate(random), gateway.publicKey(), primitives);
      Reply reply = (Reply) fresh.receive(peer.init());
      byte[] proof = ((ClientHandshake.Reply) peer.receive(reply.payload())).payload().data();
      proof[i] ^= 1;
      assertThat(fresh.receive(new HandshakePayload(proof))).isInstanceOf(Refused.class);
    }
  }

  /**
   * Of order 1, 2 (twice, once non-canonical), 4 and 8 on the Montgomery curve; see RFC 7748 §6.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"
      })
  void receive_lowOrderEphemeral_isRefused(String ephemeral) {
    byte[] init = client.init().data();
    System.arraycopy(HexFormat.of().parseHex(ephemeral), 0, init, 32, 32);
    assertThat(((Refused) handshake.receive(new HandshakePayload(init))).texts())
        .containsExactly(
            "{\"type\":\"handshakeError\",\"message\":\"sent request was malformed\"}",
            "{\"type\":\"error\",\"message\":\"failed to perform the handshake - sent request was"
                + " malformed\"}");
  }

  /** Of order 1, 2 and 4 on the Edwards curve. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000"
      })
  void receive_lowOrderIdentity_isMalformed(String identity) {
    byte[] init = client.init().data();
    System.arraycopy(HexFormat.of().parseHex(identity), 0, init, 0, 32);
    assertThat(handshake.receive(new HandshakePayload(init)))
        .isEqualTo(new Refused(null, ServerResponse.MALFORMED_REQUEST));
  }

  /** A recorded handshake, said again: the recorder knows neither key, and g^y is another. */
  @Test
  void receive_replayedHandshake_isRefused() {
    Reply reply = (Reply) handshake.receive(client.init());
    HandshakePayload proof = ((ClientHandshake.Reply) client.receive(reply.payload())).payload();
    assertThat(handshake.receive(proof)).isInstanceOf(Agreed.class);

    RegistrationHandshake again = fresh();
    assertThat(again.receive(client.init())).isInstanceOf(Reply.class);
    expectInvalidSignature(again.receive(proof));
  }

  /** What the gateway said, said back to it, whole and its second half alone. */
  @Test
  void receive_reflectedMessage_isRefused() {
    Reply reply = (Reply) handshake.receive(client.init());
    assertThat(handshake.receive(reply.payload())).isInstanceOf(Refused.class);

    RegistrationHandshake again = fresh();
    byte[] said = ((Reply) again.receive(client.init())).payload().data();
    expectInvalidSignature(
        again.receive(new HandshakePayload(Arrays.copyOfRange(said, 32, said.length))));
  }

  /** The gateway signs for whoever asks; that must not make anybody the gateway's own client. */
  @Test
  void receive_gatewaysOwnIdentity_isRefused() {
    byte[] init = client.init().data();
    System.arraycopy(gateway.publicKey().toBytes(), 0, init, 0, 32);
    assertThat(handshake.receive(new HandshakePayload(init)))
        .isEqualTo(new Refused(null, ServerResponse.MALFORMED_REQUEST));
  }

  @Test
  void receive_ourOwnEphemeral_isRefused() {
    SphinxPrivateKey repeated = SphinxPrivateKey.generate(random);
    RegistrationHandshake careless = new RegistrationHandshake(gateway, () -> repeated, primitives);
    byte[] init = client.init().data();
    System.arraycopy(repeated.publicKey().toBytes(), 0, init, 32, 32);
    assertThat(careless.receive(new HandshakePayload(init))).isInstanceOf(Refused.class);
  }

  @Test
  void receive_wrongSigner_isRefused() {
    ClientHandshake impostor =
        new ClientHandshake(
            IdentityPrivateKey.generate(random),
            SphinxPrivateKey.generate(random),
            gateway.publicKey(),
            primitives);
    byte[] init = impostor.init().data();
    System.arraycopy(clientIdentity.publicKey().toBytes(), 0, init, 0, 32);
    Reply reply = (Reply) handshake.receive(new HandshakePayload(init));
    ClientHandshake.Reply proof = (ClientHandshake.Reply) impostor.receive(reply.payload());
    expectInvalidSignature(handshake.receive(proof.payload()));
  }

  /** A signature over g^y, g^x instead of g^x, g^y, and keys in each other's places. */
  @Test
  void receive_swappedKeys_areRefused() {
    byte[] init = client.init().data();
    byte[] swapped = Arrays.copyOfRange(init, 32, 96); // and 32 zeros
    System.arraycopy(init, 0, swapped, 32, 32);
    RegistrationHandshake.Step step = handshake.receive(new HandshakePayload(swapped));
    if (step instanceof Reply) { // a u-coordinate may happen to be a point of the other curve
      expectInvalidSignature(handshake.receive(new HandshakePayload(new byte[64])));
    } else {
      assertThat(step).isInstanceOf(Refused.class);
    }

    SphinxPrivateKey ephemeral = SphinxPrivateKey.generate(random);
    byte[] own =
        EphemeralAgreement.concatenate(
            clientIdentity.publicKey().toBytes(), ephemeral.publicKey().toBytes());
    RegistrationHandshake again = fresh();
    byte[] said = ((Reply) again.receive(new HandshakePayload(own))).payload().data();
    EphemeralAgreement agreed =
        EphemeralAgreement.of(ephemeral, Arrays.copyOf(said, 32), primitives);
    byte[] wrongOrder = clientIdentity.sign(agreed.signedByPeer());
    expectInvalidSignature(
        again.receive(new HandshakePayload(agreed.cryptSignature(wrongOrder, primitives))));
  }

  /** Two sockets, each given the other's proof. */
  @Test
  void receive_interleavedSockets_areRefused() {
    RegistrationHandshake other = fresh();
    ClientHandshake otherClient =
        new ClientHandshake(
            clientIdentity, SphinxPrivateKey.generate(random), gateway.publicKey(), primitives);
    Reply reply = (Reply) handshake.receive(client.init());
    Reply otherReply = (Reply) other.receive(otherClient.init());
    HandshakePayload proof = ((ClientHandshake.Reply) client.receive(reply.payload())).payload();
    HandshakePayload otherProof =
        ((ClientHandshake.Reply) otherClient.receive(otherReply.payload())).payload();
    expectInvalidSignature(handshake.receive(otherProof));
    expectInvalidSignature(other.receive(proof));
  }

  private RegistrationHandshake fresh() {
    return new RegistrationHandshake(gateway, () -> SphinxPrivateKey.generate(random), primitives);
  }

  private static void expectInvalidSignature(RegistrationHandshake.Step step) {
    assertThat(((Refused) step).texts())
        .containsExactly(
            "{\"type\":\"handshakeError\",\"message\":\"received invalid signature\"}",
            "{\"type\":\"error\",\"message\":\"failed to perform the handshake - received"
                + " invalid signature\"}");
  }

  @Test
  void receive_otherMessagesInBetween_areIgnored() {
    Reply reply = (Reply) handshake.receive(client.init());
    assertThat(
            List.of(
                handshake.receive(new Unreadable()),
                handshake.receive(new Authenticate("a", "b", "c")),
                handshake.receive(
                    new ClientControlRequest.RegisterHandshakeInitRequest(new byte[64]))))
        .allMatch(Ignored.class::isInstance);
    ClientHandshake.Reply proof = (ClientHandshake.Reply) client.receive(reply.payload());
    assertThat(handshake.receive(proof.payload())).isInstanceOf(Agreed.class);
  }

  @Test
  void client_gatewayOfAnotherIdentity_isRefused() {
    ClientHandshake wary =
        new ClientHandshake(
            clientIdentity,
            SphinxPrivateKey.generate(random),
            IdentityPrivateKey.generate(random).publicKey(),
            primitives);
    Reply reply = (Reply) handshake.receive(wary.init());
    assertThat(wary.receive(reply.payload())).isInstanceOf(ClientHandshake.Failed.class);
  }

  @Test
  void toString_tellsNoSecret() {
    Reply reply = (Reply) handshake.receive(client.init());
    ClientHandshake.Reply proof = (ClientHandshake.Reply) client.receive(reply.payload());
    assertThat(handshake.receive(proof.payload()).toString()).contains("SharedKeys[redacted]");
  }
}
