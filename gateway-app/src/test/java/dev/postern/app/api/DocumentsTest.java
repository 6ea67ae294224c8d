package dev.postern.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.net.InetAddresses;
import dev.postern.sphinx.crypto.Base58;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class DocumentsTest {
  private static final String HOST = "/api/v1/host-information";
  private static final String WEB_SOCKETS = "/api/v1/gateway/client-interfaces/mixnet-websockets";

  private final ApiFixture fixture = new ApiFixture();

  private String text(String path) {
    return ApiFixture.text(fixture.documents().read(path));
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void health_saysForHowLong() {
    fixture.nanos = 17;
    Documents documents = fixture.documents();
    fixture.nanos += Duration.ofSeconds(90).toNanos();

    assertThat(ApiFixture.text(documents.read("/api/v1/health")))
        .isEqualTo("{\"status\":\"up\",\"uptime\":90}");
  }

  /** The directory writes it again from what it read, so each character counts. */
  @Test
  void hostInformation_ofAKeyThatWasNeverAnother_isTheOlderForm() throws Exception {
    String identity = ApiFixture.IDENTITY.publicKey().toBase58();
    String data =
        "{\"ip_address\":[\"192.0.2.7\"],\"hostname\":null,\"keys\":{\"ed25519_identity\":\"%s\",\"x25519_sphinx\":\"%s\",\"x25519_noise\":null}}"
            .formatted(identity, ApiFixture.SPHINX_KEY.toBase58());

    assertSigned(data, text(HOST));
  }

  @Test
  void hostInformation_ofALaterKey_isTheNewerForm() throws Exception {
    fixture.sphinxKey = new SphinxKeyState(ApiFixture.SPHINX_KEY, 4_294_967_294L, Optional.empty());
    String identity = ApiFixture.IDENTITY.publicKey().toBase58();
    String sphinx = ApiFixture.SPHINX_KEY.toBase58();
    String data =
        "{\"ip_address\":[\"192.0.2.7\"],\"hostname\":null,\"keys\":{\"ed25519_identity\":\"%s\",\"x25519_sphinx\":\"%s\",\"primary_x25519_sphinx_key\":{\"rotation_id\":4294967294,\"public_key\":\"%s\"},\"pre_announced_x25519_sphinx_key\":null,\"x25519_versioned_noise\":null}}"
            .formatted(identity, sphinx, sphinx);

    assertSigned(data, text(HOST));
  }

  private static void assertSigned(String data, String document) throws Exception {
    assertThat(document).startsWith("{\"data\":" + data + ",\"signature\":\"");
    byte[] signature =
        Base58.decode(json(document).path("signature").asText(), IdentityPublicKey.SIGNATURE_BYTES);
    assertThat(
            ApiFixture.IDENTITY
                .publicKey()
                .verifies(signature, data.getBytes(StandardCharsets.UTF_8)))
        .isTrue();
  }

  @Test
  void hostInformation_afterARotation_isSignedAnew() {
    Documents documents = fixture.documents();
    Optional<byte[]> before = documents.read(HOST);
    SphinxPublicKey next = SphinxPrivateKey.generate(new SecureRandom()).publicKey();
    fixture.sphinxKey = new SphinxKeyState(next, 1, Optional.of(ApiFixture.NOW));

    HostInformation after = SignedHostInformation.read(documents.read(HOST).orElseThrow());

    assertThat(after.sphinxKey()).isEqualTo(next);
    assertThat(after.rotationId()).isEqualTo(1);
    assertThat(SignedHostInformation.read(before.orElseThrow()).sphinxKey())
        .isEqualTo(ApiFixture.SPHINX_KEY);
  }

  @Test
  void hostInformation_askedAgain_isNotSignedAgain() {
    Documents documents = fixture.documents();

    assertThat(documents.read(HOST).orElseThrow()).isSameAs(documents.read(HOST).orElseThrow());
  }

  @Test
  void hostInformation_ofNames_hasAddressesAsSoonAsTheyAreFound() {
    fixture.mixHost = "localhost:1789";
    fixture.clientsHost = "wss://localhost:443";
    Documents documents = fixture.documents();
    Optional<byte[]> found = documents.read(HOST);
    while (found.isEmpty()) {
      Thread.onSpinWait();
      found = documents.read(HOST);
    }

    HostInformation information = SignedHostInformation.read(found.get());
    assertThat(information.hostname()).contains("localhost");
    assertThat(information.addresses()).contains(InetAddresses.forString("127.0.0.1"));
  }

  @Test
  void hostInformation_ofWhatNobodyFinds_isNotThere() {
    fixture.mixHost = "[2001:1800";

    assertThat(fixture.documents().read(HOST)).isEmpty();
    assertThat(fixture.documents().has(HOST)).isTrue();
  }

  @Test
  void hostInformation_ofTwoAddresses_hasTheMixAddressFirst() {
    fixture.mixHost = "[2001:db8::17]:1789";

    assertThat(text(HOST)).contains("\"ip_address\":[\"2001:db8::17\",\"192.0.2.7\"]");
  }

  @ParameterizedTest
  @CsvSource({
    "ws://192.0.2.7:9000, -1, 9000, null",
    "ws://192.0.2.7:9000, 9100, 9000, null",
    "wss://gw.example.net:443, -1, 443, 443",
    "wss://gw.example.net:9001, 9000, 9000, 9001",
  })
  void webSockets_areThoseAnnounced(String announced, int plain, String ws, String wss) {
    fixture.clientsHost = announced;
    fixture.plainClientsPort = plain < 0 ? OptionalInt.empty() : OptionalInt.of(plain);

    assertThat(text(WEB_SOCKETS)).isEqualTo("{\"ws_port\":%s,\"wss_port\":%s}".formatted(ws, wss));
  }

  @Test
  void webSockets_ofWhatNobodyCanConnectTo_areNotThere() {
    fixture.clientsHost = "ws:9100x";

    assertThat(fixture.documents().read(WEB_SOCKETS)).isEmpty();
  }

  @Test
  void roles_areAGateways() {
    assertThat(text("/api/v1/roles"))
        .isEqualTo(
            "{\"mixnode_enabled\":false,\"gateway_enabled\":true,"
                + "\"network_requester_enabled\":false,\"ip_packet_router_enabled\":false}");
  }

  @Test
  void buildInformation_hasEveryField() throws Exception {
    assertThat(json(text("/api/v1/build-information")).fieldNames())
        .toIterable()
        .containsExactly(
            "binary_name",
            "build_timestamp",
            "build_version",
            "commit_sha",
            "commit_timestamp",
            "commit_branch",
            "rustc_version",
            "rustc_channel",
            "cargo_profile",
            "cargo_triple");
  }

  @ParameterizedTest
  @CsvSource({"unknown, null", "ch, '\"CH\"'", "' DE ', '\"DE\"'", "XX, null", "Zurich, null"})
  void auxiliaryDetails_haveALocationIfItIsACountry(String location, String country) {
    fixture.location = location;
    fixture.mixHost = "192.0.2.7:1800";

    assertThat(text("/api/v1/auxiliary-details"))
        .isEqualTo(
            "{\"location\":%s,\"announce_ports\":{\"verloc_port\":null,\"mix_port\":1800},\"accepted_operator_terms_and_conditions\":false}"
                .formatted(country));
  }

  @Test
  void unknownPath_isNotThere() {
    for (String path :
        new String[] {"", "/", "/api/v1", "/api/v1/", "/api/v1/health/", "/api/v2/health"}) {
      assertThat(fixture.documents().has(path)).as(path).isFalse();
      assertThat(fixture.documents().read(path)).as(path).isEmpty();
    }
  }
}
