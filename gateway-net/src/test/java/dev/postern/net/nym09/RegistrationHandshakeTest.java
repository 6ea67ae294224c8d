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
