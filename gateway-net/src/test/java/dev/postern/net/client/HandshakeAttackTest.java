package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.AdmissionLimits;
import dev.postern.net.AdmissionLimits.Loopback;
import dev.postern.net.TokenBucket.Rate;
import dev.postern.net.client.ClientMetrics.Login;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.nym09.ClientHandshake;
import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.net.nym09.HandshakeMessage;
import dev.postern.net.nym09.HandshakeMessage.HandshakePayload;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.net.wire.LoginFault;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registrations by whoever isn't the client, and what they leave behind: nothing. */
class HandshakeAttackTest {
  private static final String REGISTERED = "{\"type\":\"register\",\"status\":true}";
  private static final String AUTHENTICATED = "{\"type\":\"authenticate\",\"status\":true}";
  private static final String DONE = "{\"type\":\"handshakePayload\",\"data\":[1]}";
  private static final String MALFORMED = "{\"type\":\"error\",\"message\":\"malformed request\"}";
  private static final List<String> INVALID_SIGNATURE = failure("received invalid signature");

  private final EmbeddedGateway gateway = new EmbeddedGateway(ClientOptions.defaults());
  private final IdentityPrivateKey victim = IdentityPrivateKey.generate(TestGateway.RANDOM);
  private final IdentityPrivateKey attacker = IdentityPrivateKey.generate(TestGateway.RANDOM);

  private static List<String> failure(String reason) {
    return List.of(
        "{\"type\":\"handshakeError\",\"message\":\"" + reason + "\"}",
        "{\"type\":\"error\",\"message\":\"failed to perform the handshake - " + reason + "\"}");
  }

  private static byte[] proof(ClientHandshake handshake, HandshakePayload reply) {
    return ((ClientHandshake.Reply) handshake.receive(reply)).payload().data();
  }

  private static void send(EmbeddedClient connection, byte[] payload) {
    connection.sendText(ControlMessageCodec.write(new HandshakePayload(payload)));
  }

  /** The gateway's answer to a first message. */
  private static HandshakePayload begin(EmbeddedClient connection, byte[] init) {
    send(connection, init);
    return (HandshakePayload) ControlMessageCodec.readRequest(connection.receivedTexts().get(0));
  }

  private void assertNobodyIsRegistered() {
    assertThat(gateway.store.clients().count()).isZero();
    assertThat(gateway.online.count()).isZero();
    assertThat(gateway.logins(Login.REGISTERED)).isZero();
  }

  @Test
  void handshake_wrongSigner_isRefused() {
    EmbeddedClient connection = gateway.connect();
    ClientHandshake handshake = gateway.handshake(attacker);
    byte[] init = handshake.init().data();
    System.arraycopy(victim.publicKey().toBytes(), 0, init, 0, 32); // says to be somebody else
    HandshakePayload reply = begin(connection, init);
    send(connection, proof(handshake, reply));
    assertThat(connection.receivedTexts()).isEqualTo(INVALID_SIGNATURE);
    assertNobodyIsRegistered();
    connection.finish();
  }

  /** g^x where the identity belongs; half of those are points, and go one step further. */
  @Test
  void handshake_swappedKeys_isRefused() {
    EmbeddedClient connection = gateway.connect();
    int points = 0;
    for (int i = 0; i < 40; i++) {
      ClientHandshake handshake = gateway.handshake(attacker);
      byte[] init = handshake.init().data();
      byte[] swapped = new byte[64];
      System.arraycopy(init, 32, swapped, 0, 32);
      System.arraycopy(init, 0, swapped, 32, 32);
      send(connection, swapped);
      String answer = connection.receivedTexts().get(0);
      if (!answer.equals(MALFORMED)) {
        points++;
        assertThat(ControlMessageCodec.readRequest(answer)).isInstanceOf(HandshakePayload.class);
        send(connection, new byte[64]);
        assertThat(connection.receivedTexts()).isEqualTo(INVALID_SIGNATURE);
      }
    }
    assertThat(points).isBetween(1, 39);
    assertNobodyIsRegistered();
    connection.finish();
  }

  /** The seven of low order and their other forms, all the same with bit 255 set. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void handshake_lowOrderEphemeral_isRefused(String point) {
    EmbeddedClient connection = gateway.connect();
    for (int bit255 : new int[] {0, 0x80}) {
      byte[] init = gateway.handshake(attacker).init().data();
      System.arraycopy(HexFormat.of().parseHex(point), 0, init, 32, 32);
      init[63] |= (byte) bit255;
      send(connection, init);
      assertThat(connection.receivedTexts()).isEqualTo(failure("sent request was malformed"));
    }
    assertNobodyIsRegistered();
    connection.finish();
  }

  @Test
  void handshake_replayedInAFreshOne_isRefused() {
    ClientHandshake handshake = gateway.handshake(victim);
    byte[] init = handshake.init().data();
    EmbeddedClient connection = gateway.connect();
    byte[] proof = proof(handshake, begin(connection, init));
    send(connection, proof);
    assertThat(connection.receivedTexts()).containsExactly(DONE, REGISTERED);
    connection.finish();
    DestinationAddress client = DestinationAddress.read(init, 0);
    Object keys = gateway.store.clients().find(client).join();

    EmbeddedClient replayer = gateway.connect();
    begin(replayer, init);
    send(replayer, proof);
    assertThat(replayer.receivedTexts()).isEqualTo(INVALID_SIGNATURE);
    assertThat(gateway.store.clients().find(client).join()).isEqualTo(keys);
    replayer.finish();
  }

  /** What we sign begins with our own ephemeral key, so it proves nothing to ourselves. */
  @Test
  void handshake_ourOwnMessageReflected_isRefused() {
    EmbeddedClient connection = gateway.connect();
    byte[] init = gateway.handshake(attacker).init().data();
    byte[] reply = begin(connection, init).data();
    send(connection, Arrays.copyOfRange(reply, 32, 96));
    assertThat(connection.receivedTexts()).isEqualTo(INVALID_SIGNATURE);

    byte[] again = begin(connection, init).data();
    send(connection, again);
    assertThat(connection.receivedTexts())
        .isEqualTo(failure("received key material of invalid length - 96. Expected: 64"));

    System.arraycopy(gateway.identity.publicKey().toBytes(), 0, init, 0, 32);
    send(connection, init); // says to be us
    assertThat(connection.receivedTexts()).containsExactly(MALFORMED);
    assertNobodyIsRegistered();
    connection.finish();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void handshake_interleavedOnTwoSockets_neitherGetsIn(boolean oneIdentity) {
    ClientHandshake first = gateway.handshake(victim);
    ClientHandshake second = gateway.handshake(oneIdentity ? victim : attacker);
    EmbeddedClient left = gateway.connect();
    EmbeddedClient right = gateway.connect();
    byte[] firstProof = proof(first, begin(left, first.init().data()));
    byte[] secondProof = proof(second, begin(right, second.init().data()));
    send(left, secondProof);
    send(right, firstProof);
    assertThat(left.receivedTexts()).isEqualTo(INVALID_SIGNATURE);
    assertThat(right.receivedTexts()).isEqualTo(INVALID_SIGNATURE);
    assertNobodyIsRegistered();
    right.finish();
    left.finish();
  }

  @Test
  void reRegistration_provesTheIdentity_replacesTheKeys_andKeepsTheInbox() {
    Client before = register(victim);
    gateway.login(before).finish();
    TestGateway.append(gateway.store, before, 7);

    EmbeddedClient connection = gateway.connect();
    ClientHandshake handshake = gateway.handshake(victim);
    send(connection, proof(handshake, begin(connection, handshake.init().data())));
    List<RawWebSocket.Frame> received = connection.receivedConfirming();
    assertThat(received.get(0).text()).isEqualTo(DONE);
    assertThat(received.get(1).text()).isEqualTo(REGISTERED);
    Client after = new Client(before.address(), agreed(handshake));
    assertThat(TestGateway.number(after.open(received.get(2).binary()))).isEqualTo(7);
    connection.finish();

    EmbeddedClient withOldKeys = gateway.connect();
    withOldKeys.sendText(before.authenticateText());
    assertThat(withOldKeys.receivedTexts())
        .containsExactly("{\"type\":\"authenticate\",\"status\":false}");
    withOldKeys.finish();
    gateway.login(after).finish();
  }

  @Test
  void reRegistration_withAWrongSignature_changesNothing() {
    Client account = register(victim);
    EmbeddedClient session = gateway.login(account);
    TestGateway.append(gateway.store, account, 7);

    EmbeddedClient stranger = gateway.connect();
    ClientHandshake handshake = gateway.handshake(victim);
    byte[] proof = proof(handshake, begin(stranger, handshake.init().data()));
    proof[0] ^= 1;
    send(stranger, proof);
    assertThat(stranger.receivedTexts()).isEqualTo(INVALID_SIGNATURE);
    assertThat(session.received()).as("not even asked for a sign of life").isEmpty();
    stranger.finish();
    session.finish();

    EmbeddedClient again = gateway.connect();
    again.sendText(account.authenticateText());
    List<RawWebSocket.Frame> received = again.receivedConfirming();
    assertThat(received.get(0).text()).isEqualTo(AUTHENTICATED);
    assertThat(TestGateway.number(account.open(received.get(1).binary()))).isEqualTo(7);
    again.finish();
  }

  /** Before any public key operation; and only its source hears of it. */
  @Test
  void registrationFlood_isRefusedBySource_andCostsNoKeys() {
    EmbeddedGateway limited =
        new EmbeddedGateway(
            ClientOptions.defaults()
                .withAdmission(
                    AdmissionLimits.defaults()
                        .withLoopback(Loopback.LIMITED)
                        .withRegistrations(new Rate(1, Duration.ofDays(1), 3))));
    byte[] init = limited.handshake(attacker).init().data();
    for (int i = 0; i < 3; i++) {
      EmbeddedClient flooding = limited.connect("127.0.0.2");
      begin(flooding, init);
      flooding.finish();
    }
    for (int i = 0; i < 10; i++) {
      EmbeddedClient flooding = limited.connect("127.0.0.2");
      send(flooding, init);
      assertThat(flooding.receivedTexts()).isEqualTo(failure("too many registrations"));
      flooding.finish();
    }
    assertThat(limited.ephemeralKeys.get()).isEqualTo(3);
    assertThat(limited.logins(LoginFault.TOO_MANY_REGISTRATIONS)).isEqualTo(10);

    EmbeddedClient other = limited.connect("127.0.0.3");
    ClientHandshake handshake = limited.handshake(victim);
    send(other, proof(handshake, begin(other, handshake.init().data())));
    assertThat(other.receivedTexts()).containsExactly(DONE, REGISTERED);
    other.finish();
    // Who is registered logs in as ever.
    Client account = limited.registeredClient();
    EmbeddedClient known = limited.connect("127.0.0.2");
    known.sendText(account.authenticateText());
    assertThat(known.receivedTexts()).containsExactly(AUTHENTICATED);
    known.finish();
  }

  /** An IPv6 subscriber has 2^64 addresses and one share. */
  @Test
  void registrationFlood_fromOneIpv6Network_isOneSource() {
    EmbeddedGateway limited =
        new EmbeddedGateway(
            ClientOptions.defaults()
                .withAdmission(
                    AdmissionLimits.defaults()
                        .withRegistrations(new Rate(1, Duration.ofDays(1), 3))));
    byte[] init = limited.handshake(attacker).init().data();
    for (int i = 0; i < 5; i++) {
      EmbeddedClient flooding = limited.connect("2001:db8:1:2::" + i);
      send(flooding, init);
      assertThat(flooding.receivedTexts()).hasSize(i < 3 ? 1 : 2);
      flooding.finish();
    }
    assertThat(limited.logins(LoginFault.TOO_MANY_REGISTRATIONS)).isEqualTo(2);
    EmbeddedClient neighbour = limited.connect("2001:db8:1:3::1");
    begin(neighbour, init);
    neighbour.finish();
  }

  private Client register(IdentityPrivateKey identity) {
    EmbeddedClient connection = gateway.connect();
    ClientHandshake handshake = gateway.handshake(identity);
    send(connection, proof(handshake, begin(connection, handshake.init().data())));
    assertThat(connection.receivedTexts()).containsExactly(DONE, REGISTERED);
    connection.finish();
    return new Client(
        DestinationAddress.read(identity.publicKey().toBytes(), 0), agreed(handshake));
  }

  private static SharedKeys agreed(ClientHandshake handshake) {
    HandshakeMessage done = HandshakePayload.done();
    return ((ClientHandshake.Agreed) handshake.receive(done)).keys();
  }
}
