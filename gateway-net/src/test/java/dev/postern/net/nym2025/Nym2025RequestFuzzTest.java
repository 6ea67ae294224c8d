package dev.postern.net.nym2025;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.postern.net.nym2025.ClientRequest.Authenticate;
import dev.postern.net.nym2025.ClientRequest.AuthenticateV2;
import dev.postern.net.nym2025.ClientRequest.EncryptedRequest;
import dev.postern.net.nym2025.ClientRequest.OldCredential;
import dev.postern.net.nym2025.ClientRequest.RegisterHandshakeInitRequest;
import dev.postern.net.nym2025.ClientRequest.SupportedProtocol;
import dev.postern.net.nym2025.ClientRequest.Unreadable;
import dev.postern.net.nym2025.ClientRequest.WantsBandwidth;
import dev.postern.net.nym2025.HandshakeMessage.HandshakeError;
import dev.postern.net.nym2025.HandshakeMessage.HandshakePayload;
import dev.postern.net.nym2025.SealedRequest.ForgetMe;
import dev.postern.net.nym2025.SealedRequest.RememberMe;
import dev.postern.net.nym2025.SealedRequest.UpgradeKey;
import dev.postern.net.wire.ClientText;
import dev.postern.testing.FuzzTarget;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * JSON in a text, and in what is sealed within one: what is read stands in the text as a lenient
 * reader has it.
 */
class Nym2025RequestFuzzTest extends FuzzTarget {
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
    ClientRequest request = RequestReader.read(ClientText.parse(text));
    if (!(request instanceof Unreadable)) {
      checkRequest(request, LENIENT.readTree(text));
    }
    SealedRequest sealed = SealedRequest.read(text);
    if (!(sealed instanceof SealedRequest.Unreadable)) {
      checkSealed(sealed, LENIENT.readTree(text));
    }
  }

  private static void checkRequest(ClientRequest request, JsonNode json) {
    String type = json.required("type").textValue();
    if (request instanceof SupportedProtocol) {
      assertThat(type).isEqualTo("supportedProtocol");
    } else if (request instanceof HandshakePayload payload) {
      assertThat(type).isEqualTo("handshakePayload");
      checkInit(payload.number(), payload.data(), json);
    } else if (request instanceof RegisterHandshakeInitRequest init) {
      assertThat(type).isEqualTo("registerHandshakeInitRequest");
      checkInit(init.number(), init.data(), json);
    } else if (request instanceof HandshakeError error) {
      assertThat(type).isEqualTo("handshakeError");
      assertThat(error.message()).isEqualTo(json.required("message").textValue());
    } else if (request instanceof Authenticate login) {
      assertThat(type).isEqualTo("authenticate");
      assertThat(login.iv()).isEqualTo(json.required("iv").textValue());
      assertThat(login.address()).isEqualTo(json.required("address").textValue());
      assertThat(login.encAddress()).isEqualTo(json.required("enc_address").textValue());
      login
          .number()
          .ifPresent(
              number ->
                  assertThat(json.required("protocol_version").asText()).isEqualTo("" + number));
    } else if (request instanceof AuthenticateV2 login) {
      assertThat(type).isEqualTo("authenticateV2");
      checkProof(login.proof(), json);
    } else if (request instanceof EncryptedRequest encrypted) {
      assertThat(type).isEqualTo("encryptedRequest");
      assertBytes(encrypted.ciphertext(), json.required("ciphertext"));
      assertBytes(encrypted.nonce(), json.required("nonce"));
    } else if (request instanceof OldCredential) {
      assertThat(type).isIn("bandwidthCredential", "bandwidthCredentialV2");
    } else {
      assertThat(request).isInstanceOf(WantsBandwidth.class);
      assertThat(type).isIn("claimFreeTestnetBandwidth", "ecashCredential", "upgradeModeJWT");
    }
  }

  private static void checkInit(int number, byte[] data, JsonNode json) {
    assertThat(number).isBetween(0, 255);
    assertThat(json.path("protocol_version").asText("0")).isEqualTo("" + number);
    assertBytes(data, json.required("data"));
  }

  private static void checkProof(SignedProof proof, JsonNode json) {
    assertThat(json.required("protocolVersion").asText()).isEqualTo("" + proof.number());
    assertThat(json.required("requestUnixTimestamp").bigIntegerValue())
        .isEqualTo(new BigInteger(Long.toUnsignedString(proof.timestamp())));
    assertBytes(proof.client().toBytes(), json.required("clientIdentity"));
    assertThat(json.required("requestSignature")).hasSize(64);
    byte[] nonce = Base64.getMimeDecoder().decode(json.required("nonce").textValue());
    assertThat(
            nonce.length == 12
                || !proof.isBy(GcmSivKey.random(), ModernVector.ENGINE.newPrimitives()))
        .isTrue();
  }

  private static void checkSealed(SealedRequest request, JsonNode json) {
    assertThat(json).hasSize(1);
    if (request instanceof ForgetMe forget) {
      assertThat(json.required("ForgetMe").required("client").booleanValue())
          .isEqualTo(forget.client());
      assertThat(json.required("ForgetMe").required("stats").booleanValue())
          .isEqualTo(forget.stats());
    } else if (request instanceof UpgradeKey upgrade) {
      assertBytes(upgrade.salt(), json.required("UpgradeKey").required("hkdf_salt"));
      assertBytes(upgrade.digest(), json.required("UpgradeKey").required("derived_key_digest"));
    } else {
      assertThat(request).isInstanceOf(RememberMe.class);
      assertThat(json.required("RememberMe").required("session_type").textValue())
          .isIn(SealedRequest.SESSION_TYPES);
    }
  }

  private static void assertBytes(byte[] bytes, JsonNode array) {
    assertThat(array).hasSize(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      assertThat(array.get(i).intValue()).isEqualTo(Byte.toUnsignedInt(bytes[i]));
    }
  }

  @Override
  protected List<byte[]> seeds() {
    Stream<String> texts =
        Stream.of(
                "channel-modern.json",
                "channel-legacy.json",
                "authenticate-v2.json",
                "authenticate-v1.json")
            .flatMap(ModernVector::of)
            .flatMap(
                vector ->
                    Stream.of("text", "plaintext_text")
                        .filter(vector.json()::has)
                        .map(vector::text));
    Stream<String> handshakes =
        ModernVector.registrations(true)
            .flatMap(vector -> vector.transcript().stream())
            .map(message -> message.path("text").asText());
    return Stream.concat(texts, handshakes)
        .distinct()
        .filter(text -> text.length() <= maxBytes())
        .map(text -> text.getBytes(UTF_8))
        .toList();
  }

  @Override
  protected int maxBytes() {
    return 700;
  }
}
