package dev.postern.app.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.postern.sphinx.crypto.Base58;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedHostInformationTest {
  /** Of a node of the reference, from its own tests: without spaces it is what was signed. */
  private static final String OF_THE_REFERENCE =
      "{\"data\":{\"ip_address\":[\"194.182.184.55\"],\"hostname\":null,\"keys\":{"
          + "\"ed25519_identity\":\"2RMWm7PoadaoWpk3KhT2tcFFfA4oKUyC44KwmVvjxNDS\","
          + "\"x25519_sphinx\":\"Awn4R2AHX91tYeiMJMxW3mFfoePuHWzZYUFdDQnydZCD\","
          + "\"x25519_noise\":null}},"
          + "\"signature\":\"5JcXh766JANhz3bu2hMBS8onTLihQn6vnGgduJg1qd8JAcPGPbXBwBTKmmQPYCVGeZYF"
          + "HW4CMGhfHVBu2A1rE5f7\"}";

  private static HostInformation information(long rotationId) {
    return new HostInformation(
        List.of(InetAddresses.forString("192.0.2.7"), InetAddresses.forString("2001:db8::17")),
        Optional.of("gw.example.net"),
        ApiFixture.IDENTITY.publicKey(),
        ApiFixture.SPHINX_KEY,
        rotationId);
  }

  private static byte[] signed(String data, IdentityPrivateKey identity) {
    String signature = Base58.encode(identity.sign(data.getBytes(UTF_8)));
    return "{\"data\":%s,\"signature\":\"%s\"}".formatted(data, signature).getBytes(UTF_8);
  }

  @Test
  void read_whatWasSigned_isTheSame() {
    for (long rotationId : new long[] {0, 1, 4_294_967_295L}) {
      HostInformation information = information(rotationId);

      assertThat(
              SignedHostInformation.read(
                  SignedHostInformation.sign(information, ApiFixture.IDENTITY)))
          .isEqualTo(information);
    }
  }

  @Test
  void read_signatureOfTheReference_isGood() {
    HostInformation information = SignedHostInformation.read(OF_THE_REFERENCE.getBytes(UTF_8));

    assertThat(information.addresses()).containsExactly(InetAddresses.forString("194.182.184.55"));
    assertThat(information.rotationId()).isZero();
  }

  /** And what we make of the same facts is the text that the reference made of them. */
  @Test
  void data_ofTheReferencesNode_isItsText() {
    HostInformation information = SignedHostInformation.read(OF_THE_REFERENCE.getBytes(UTF_8));

    assertThat(OF_THE_REFERENCE).startsWith("{\"data\":" + information.data() + ",");
  }

  /** The text that was sent counts, not what it means. */
  @Test
  void read_textOfOtherSpacesOrOrder_isGoodIfThatWasSigned() {
    String data = information(3).data().replace(",\"", " , \"").replace("{\"", "{\n\"");
    String more = data.replace("{\n\"ip_address", "{\"more\":[{\"data\":{}}],\n\"ip_address");

    assertThat(SignedHostInformation.read(signed(data, ApiFixture.IDENTITY)))
        .isEqualTo(information(3));
    assertThat(SignedHostInformation.read(signed(more, ApiFixture.IDENTITY)))
        .isEqualTo(information(3));
  }

  @Test
  void read_anyCharacterOfDataChanged_isRefused() {
    String body =
        new String(SignedHostInformation.sign(information(1), ApiFixture.IDENTITY), UTF_8);
    int end = body.indexOf(",\"signature\"");
    for (int i = "{\"data\":{".length(); i < end; i++) {
      String changed = body.substring(0, i) + ' ' + body.substring(i);

      assertThatThrownBy(() -> SignedHostInformation.read(changed.getBytes(UTF_8)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void read_signatureOfAnother_isRefused() {
    IdentityPrivateKey other = IdentityPrivateKey.generate(new SecureRandom());

    assertThatThrownBy(() -> SignedHostInformation.read(signed(information(1).data(), other)))
        .hasMessage("its identity did not sign that");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"data\":{}}",
        "{\"signature\":\"1\"}",
        "{\"data\":[],\"signature\":\"1\"}",
        "{\"data\":{},\"signature\":1}",
        "{\"data\":{},\"data\":{},\"signature\":\"1\"}",
        "{\"data\":{\"keys\":{}},\"signature\":\"1\"}",
        "{\"data\":{\"ip_address\":[\"localhost\"]},\"signature\":\"1\"}",
        "{\"data\":",
        "{\"data\":{}} trailing",
      })
  void read_somethingElse_isRefusedInAFewWords(String body) {
    assertThatThrownBy(() -> SignedHostInformation.read(body.getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .hasSizeLessThan(80)
        .doesNotContain("\n");
  }
}
