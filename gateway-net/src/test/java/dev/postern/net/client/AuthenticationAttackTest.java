package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import dev.postern.net.client.ClientMetrics.Login;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.nym09.ClientControlRequest.Authenticate;
import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.net.wire.LoginFault;
import dev.postern.sphinx.crypto.Base58;
import dev.postern.storage.GatewayStore;
import dev.postern.storage.StoreException;
import dev.postern.storage.journal.JournalStore;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins by whoever isn't the client: replayed, or forged from a keystream that is known. */
class AuthenticationAttackTest {
  private static final String AUTHENTICATED = "{\"type\":\"authenticate\",\"status\":true}";
  private static final String NOT_AUTHENTICATED = "{\"type\":\"authenticate\",\"status\":false}";
  private static final String INVALID_REQUEST =
      "{\"type\":\"error\",\"message\":\"invalid request\"}";
  private static final int BLOCK = 16;

  private final EmbeddedGateway gateway = new EmbeddedGateway(ClientOptions.defaults());
  private final Client victim = gateway.registeredClient();

  @Test
  void authenticate_replayedOnTheSameConnection_isNoRequestAnyMore() {
    EmbeddedClient connection = gateway.connect();
    String seen = victim.authenticateText();
    connection.sendText(seen);
    assertThat(connection.receivedTexts()).containsExactly(AUTHENTICATED);
    connection.sendText(seen);
    assertThat(connection.receivedTexts()).containsExactly(INVALID_REQUEST);
    assertThat(gateway.logins(Login.AUTHENTICATED)).isOne();
    connection.finish();
  }

  @Test
  void authenticate_replayedOnAnotherConnection_isRefused_andTheSessionHearsNothing() {
    EmbeddedClient connection = gateway.connect();
    String seen = victim.authenticateText();
    connection.sendText(seen);
    assertThat(connection.receivedTexts()).containsExactly(AUTHENTICATED);

    EmbeddedClient attacker = gateway.connect();
    attacker.sendText(seen);
    assertThat(attacker.receivedTexts()).containsExactly(NOT_AUTHENTICATED);
    assertThat(gateway.logins(LoginFault.REPEATED_PROOF)).isOne();
    assertThat(connection.received()).as("not even asked for a sign of life").isEmpty();
    attacker.finish();
    connection.finish();
  }

  /** It was right and got no place: whoever saw it must not get one by it either. */
  @Test
  void authenticate_replayedAfterItWasToldOfADuplicate_isRefused() {
    EmbeddedClient first = gateway.connect();
    first.sendText(victim.authenticateText());
    assertThat(first.receivedTexts()).containsExactly(AUTHENTICATED);
    String seen = victim.authenticateText();
    EmbeddedClient second = gateway.connect();
    second.sendText(seen);
    assertThat(first.receivedConfirming()).as("was asked for a sign of life").isEmpty();
    second.received();
    assertThat(gateway.logins(Login.DUPLICATE)).isOne();
    first.finish();
    second.finish();

    EmbeddedClient attacker = gateway.connect();
    attacker.sendText(seen);
    assertThat(attacker.receivedTexts()).containsExactly(NOT_AUTHENTICATED);
    attacker.finish();
  }

  @Test
  void authenticate_replayedAfterTheSessionEnded_isRefused_aFreshOneIsNot() {
    EmbeddedClient connection = gateway.connect();
    String seen = victim.authenticateText();
    connection.sendText(seen);
    assertThat(connection.receivedTexts()).containsExactly(AUTHENTICATED);
    connection.finish();

    EmbeddedClient attacker = gateway.connect();
    attacker.sendText(seen);
    assertThat(attacker.receivedTexts()).containsExactly(NOT_AUTHENTICATED);
    attacker.finish();
    gateway.login(victim).finish();
  }

  @Test
  void authenticate_sentTwiceAtOnce_countsOnce() {
    HeldStore store = new HeldStore();
    EmbeddedGateway slow = gateway(store);
    TestGateway.register(store.direct(), victim);
    String seen = victim.authenticateText();
    EmbeddedClient first = slow.connect();
    EmbeddedClient second = slow.connect();
    first.sendText(seen);
    second.sendText(seen);
    store.releaseOne();
    store.releaseOne();
    assertThat(first.receivedTexts()).containsExactly(AUTHENTICATED);
    assertThat(second.receivedTexts()).containsExactly(NOT_AUTHENTICATED);
    second.finish();
    first.finish();
  }

  @Test
  void authenticate_replayedAfterARestart_isRefused_aFreshOneIsNot(@TempDir Path directory)
      throws StoreException {
    String seen = victim.authenticateText();
    try (JournalStore store = JournalStore.open(directory)) {
      TestGateway.register(store, victim);
      assertThat(answer(store, seen)).isEqualTo(AUTHENTICATED);
    }
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(answer(store, seen)).isEqualTo(NOT_AUTHENTICATED);
      assertThat(answer(store, victim.authenticateText())).isEqualTo(AUTHENTICATED);
    }
  }

  private static String answer(GatewayStore store, String request) {
    EmbeddedClient connection = gateway(store).connect();
    connection.sendText(request);
    String answer = connection.receivedTexts().get(0);
    connection.finish();
    return answer;
  }

  private static EmbeddedGateway gateway(GatewayStore store) {
    return new EmbeddedGateway(
        store,
        new OnlineClients(),
        ClientOptions.defaults(),
        Clock.fixed(TestGateway.NOW, ZoneOffset.UTC));
  }

  /** Whoever sent the message that is pushed knows it, and sees the socket. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 50})
  void authenticate_forgedFromAMessageThatWasPushed_isRefused(int iv) {
    byte[] message = new byte[1643];
    TestGateway.RANDOM.nextBytes(message);
    EmbeddedClient connection = gateway.login(victim);
    gateway.store.inboxes().append(victim.address(), message, 0, message.length);
    gateway.online.find(victim.address()).wake();
    byte[] frame = connection.receivedConfirming().get(0).binary();
    connection.finish();

    assertForged(iv, keystream(frame, message));
  }

  /**
   * No frame reaches as far as the last of these; a gateway that counts on it is wrong when frames
   * get longer.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2071, 2072, 65_535})
  void authenticate_forgedFromAFrameOfAnyLength_isRefused(int iv) {
    byte[] message = new byte[(iv + 2) * BLOCK];
    TestGateway.RANDOM.nextBytes(message);
    ByteBuf sealed =
        victim.codec().seal(UnpooledByteBufAllocator.DEFAULT, ByteBuffer.wrap(message));
    byte[] frame = ByteBufUtil.getBytes(sealed);
    sealed.release();
    assertForged(iv, keystream(frame, message));
  }

  private static byte[] keystream(byte[] frame, byte[] message) {
    byte[] stream = Arrays.copyOfRange(frame, 32, frame.length);
    for (int i = 0; i < stream.length; i++) {
      stream[i] ^= message[i];
    }
    return stream;
  }

  /** Refused for its iv and nothing else: the forgery is right. */
  private void assertForged(int iv, byte[] keystream) {
    byte[] encrypted = victim.address().toBytes();
    for (int i = 0; i < encrypted.length; i++) {
      encrypted[i] ^= keystream[iv * BLOCK + i];
    }
    byte[] ivBytes = ByteBuffer.allocate(BLOCK).putInt(BLOCK - 4, iv).array();
    EmbeddedClient attacker = gateway.connect();
    attacker.sendText(request(encrypted, ivBytes));
    assertThat(attacker.receivedTexts()).containsExactly(NOT_AUTHENTICATED);
    assertThat(gateway.logins(LoginFault.EXPOSED_IV)).isOne();
    assertThat(gateway.online.count()).isZero();
    attacker.finish();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000000000000000000000000000000",
        "0000000000000000000000000000ffff",
        "00000000000000000000000000010000",
        "00000000000000000123456789abcdef",
        "00000000000000008000000000000000",
        "0000000000000000ffffffffffffffff"
      })
  void authenticate_ivWhoseHighHalfIsZero_isRefusedThoughTheProofIsRight(String iv) {
    EmbeddedClient connection = gateway.connect();
    connection.sendText(proof(HexFormat.of().parseHex(iv)));
    assertThat(connection.receivedTexts()).containsExactly(NOT_AUTHENTICATED);
    assertThat(gateway.logins(LoginFault.EXPOSED_IV)).isOne();
    connection.finish();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000000000000010000000000000000",
        "80000000000000000000000000000000",
        "ffffffffffffffffffffffffffffffff"
      })
  void authenticate_ivJustOutsideTheExposedOnes_isAccepted(String iv) {
    EmbeddedClient connection = gateway.connect();
    connection.sendText(proof(HexFormat.of().parseHex(iv)));
    assertThat(connection.receivedTexts()).containsExactly(AUTHENTICATED);
    connection.finish();
  }

  @Test
  void authenticate_honestRandomIvs_areAccepted() {
    for (int i = 0; i < 100; i++) {
      gateway.login(victim).finish();
    }
    assertThat(gateway.logins(Login.AUTHENTICATED)).isEqualTo(100);
  }

  /** One client's iv is no other's. */
  @Test
  void authenticate_ivThatAnotherClientHasUsed_isAccepted() {
    Client other = gateway.registeredClient();
    byte[] iv = HexFormat.of().parseHex("0123456789abcdef0123456789abcdef");
    EmbeddedClient first = gateway.connect();
    first.sendText(proof(victim, iv));
    assertThat(first.receivedTexts()).containsExactly(AUTHENTICATED);
    EmbeddedClient second = gateway.connect();
    second.sendText(proof(other, iv));
    assertThat(second.receivedTexts()).containsExactly(AUTHENTICATED);
    second.finish();
    first.finish();
  }

  /** Else strangers could burn the ivs that a client is going to use. */
  @Test
  void authenticate_ivOfAWrongProof_isNotUsedUp() {
    byte[] iv = HexFormat.of().parseHex("0123456789abcdef0123456789abcdef");
    EmbeddedClient attacker = gateway.connect();
    attacker.sendText(request(new byte[32], iv));
    assertThat(attacker.receivedTexts()).containsExactly(NOT_AUTHENTICATED);
    EmbeddedClient connection = gateway.connect();
    connection.sendText(proof(iv));
    assertThat(connection.receivedTexts()).containsExactly(AUTHENTICATED);
    connection.finish();
    attacker.finish();
  }

  private String proof(byte[] iv) {
    return proof(victim, iv);
  }

  /**
   * The holder of the keys draws an iv that no honest client draws. The counter is the low 64 bits
   * and never carries, so the second block's is not always the iv's successor.
   */
  private static String proof(Client client, byte[] iv) {
    byte[] keys = client.keys().secretBytes().toByteArray(InsecureSecretKeyAccess.get());
    ByteBuffer counters = ByteBuffer.allocate(2 * BLOCK).put(iv).put(iv);
    counters.putLong(BLOCK + 8, counters.getLong(8) + 1);
    try {
      Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
      aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(keys, 0, BLOCK, "AES"));
      byte[] encrypted = aes.doFinal(counters.array());
      byte[] address = client.address().toBytes();
      for (int i = 0; i < encrypted.length; i++) {
        encrypted[i] ^= address[i];
      }
      return request(client, encrypted, iv);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private String request(byte[] encryptedAddress, byte[] iv) {
    return request(victim, encryptedAddress, iv);
  }

  private static String request(Client client, byte[] encryptedAddress, byte[] iv) {
    return ControlMessageCodec.write(
        new Authenticate(
            client.address().toBase58(), Base58.encode(encryptedAddress), Base58.encode(iv)));
  }
}
