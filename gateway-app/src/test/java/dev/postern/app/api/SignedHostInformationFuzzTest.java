package dev.postern.app.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.net.InetAddresses;
import dev.postern.sphinx.crypto.Base58;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a node says of itself: facts that stand in the text, which its identity signed; or a refusal
 * of a few words that quote nothing. If the first byte is odd, the rest is the data alone, and the
 * target signs it.
 */
class SignedHostInformationFuzzTest extends FuzzTarget {
  private static final ObjectMapper LENIENT = new ObjectMapper();

  @Override
  protected void check(byte[] input) throws IOException {
    FuzzInput parts = new FuzzInput(input);
    boolean signs = parts.number() % 2 == 1;
    byte[] rest = parts.rest();
    byte[] body = signs ? signed(rest) : rest;
    HostInformation read;
    try {
      read = SignedHostInformation.read(body);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage())
          .hasSizeLessThan(100)
          .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
      return;
    }
    JsonNode said = LENIENT.readTree(body).path("data");
    JsonNode keys = said.path("keys");
    assertThat(keys.path("ed25519_identity").asText()).isEqualTo(read.identityKey().toBase58());
    JsonNode primary = keys.path("primary_x25519_sphinx_key");
    if (primary.isObject()) {
      assertThat(primary.path("public_key").asText()).isEqualTo(read.sphinxKey().toBase58());
      assertThat(primary.path("rotation_id").bigIntegerValue()).isEqualTo(read.rotationId());
    } else {
      assertThat(keys.path("x25519_sphinx").asText()).isEqualTo(read.sphinxKey().toBase58());
      assertThat(read.rotationId()).isZero();
    }
    assertThat(read.addresses()).hasSize(said.path("ip_address").size());
    for (int i = 0; i < read.addresses().size(); i++) {
      assertThat(InetAddresses.forString(said.path("ip_address").path(i).asText()))
          .isEqualTo(read.addresses().get(i));
    }
    assertThat(said.path("hostname").asText("")).isIn(read.hostname().orElse(""), "null");
    HostInformation again =
        SignedHostInformation.read(SignedHostInformation.sign(ours(read), ApiFixture.IDENTITY));
    assertThat(again).isEqualTo(ours(read));
  }

  private static HostInformation ours(HostInformation read) {
    return new HostInformation(
        read.addresses(),
        read.hostname(),
        ApiFixture.IDENTITY.publicKey(),
        read.sphinxKey(),
        read.rotationId());
  }

  private static byte[] signed(byte[] data) {
    String signature = Base58.encode(ApiFixture.IDENTITY.sign(data));
    return FuzzInput.of(
        "{\"data\":".getBytes(UTF_8),
        data,
        (",\"signature\":\"" + signature + "\"}").getBytes(UTF_8));
  }

  @Override
  protected List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (long rotationId : new long[] {0, 7}) {
      HostInformation information =
          new HostInformation(
              List.of(InetAddresses.forString("192.0.2.7"), InetAddresses.forString("::1")),
              rotationId == 0 ? Optional.empty() : Optional.of("gw.example.net"),
              ApiFixture.IDENTITY.publicKey(),
              ApiFixture.SPHINX_KEY,
              rotationId);
      seeds.add(
          FuzzInput.of(
              new byte[] {0}, SignedHostInformation.sign(information, ApiFixture.IDENTITY)));
      seeds.add(FuzzInput.of(new byte[] {1}, information.data().getBytes(UTF_8)));
    }
    return seeds;
  }

  @Override
  protected int maxBytes() {
    return 1500;
  }
}
