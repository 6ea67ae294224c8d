package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.app.api.HostInformation;
import dev.postern.app.api.SignedHostInformation;
import dev.postern.app.config.GatewayKeys;
import dev.postern.app.config.KeyFiles;
import dev.postern.app.config.KeyPaths;
import dev.postern.app.config.SphinxKeyFiles;
import dev.postern.app.directory.Announcement;
import dev.postern.storage.MemoryStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A running gateway, asked over HTTP. */
@Timeout(120)
class ApiEndToEndTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final MemoryStore store = new MemoryStore();
  private final HttpClient http = HttpClient.newHttpClient();
  private GatewayKeys keys;
  private KeyPaths paths;

  @BeforeEach
  void writeKeys(@TempDir Path directory) throws Exception {
    keys = GatewayKeys.generate(new SecureRandom());
    paths =
        new KeyPaths(
            directory.resolve("private_identity.pem"),
            directory.resolve("public_identity.pem"),
            directory.resolve("private_sphinx.pem"),
            directory.resolve("public_sphinx.pem"));
    KeyFiles.write(keys, paths);
  }

  private GatewayBuilder builder() throws Exception {
    SphinxKeyFiles files = new SphinxKeyFiles(paths);
    return Gateway.builder()
        .identityKey(keys.identity())
        .sphinxKeys(files.read(KeyFiles.read(paths).sphinx()), files)
        .mixnetListener(ANY)
        .clientsListener(ANY)
        .announcement(
            new Announcement(
                "192.0.2.7:1789",
                keys.identity().publicKey(),
                keys.sphinx().publicKey(),
                "0.9.0",
                "unknown",
                "",
                "ws://192.0.2.7:9000"))
        .meterRegistry(new SimpleMeterRegistry())
        .store(store);
  }

  private HostInformation hostInformation(Gateway gateway) throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d/api/v1/host-information"
                .formatted(gateway.apiAddress().orElseThrow().getPort()));
    HttpResponse<byte[]> answer =
        http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    return SignedHostInformation.read(answer.body());
  }

  @Test
  void gateway_withoutAnApi_listensForNobody() throws Exception {
    try (Gateway gateway = builder().build()) {
      gateway.start();

      assertThat(gateway.apiAddress()).isEmpty();
    }
  }

  @Test
  void build_withAnApiAndNothingToSay_isRefused() throws Exception {
    GatewayBuilder builder = builder().apiListener(ANY);
    GatewayBuilder silent =
        Gateway.builder()
            .identityKey(keys.identity())
            .sphinxKey(keys.sphinx())
            .mixnetListener(ANY)
            .clientsListener(ANY)
            .apiListener(ANY)
            .store(store);

    assertThat(builder.build()).isNotNull();
    assertThatThrownBy(silent::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("announcement");
  }

  @Test
  void gateway_saysWhoItIs_untilItIsClosed() throws Exception {
    Gateway gateway = builder().apiListener(ANY).build();
    try (gateway) {
      gateway.start();

      HostInformation said = hostInformation(gateway);
      assertThat(said.identityKey()).isEqualTo(gateway.identity());
      assertThat(said.sphinxKey()).isEqualTo(gateway.sphinxKey());
      assertThat(said.rotationId()).isZero();
      InetSocketAddress api = gateway.apiAddress().orElseThrow();
      gateway.close();
      assertThatThrownBy(() -> new Socket(api.getAddress(), api.getPort()))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void portThatIsTaken_isOneSentence_andNothingIsLeftOpen() throws Exception {
    try (Gateway first = builder().apiListener(ANY).build()) {
      first.start();
      Gateway second = builder().apiListener(first.apiAddress().orElseThrow()).build();

      assertThatThrownBy(second::start)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("can't listen for the API on 127.0.0.1:")
          .hasMessageContaining("choose another address");
    }
  }

  /** A wish for another key, then the key itself, its id, and the same after a restart. */
  @Test
  void rotation_isToldOverHttp_andSoAfterARestart() throws Exception {
    Files.createFile(paths.privateSphinx().resolveSibling("rotate_sphinx_key"));
    HostInformation later;
    try (Gateway gateway = builder().apiListener(ANY).build()) {
      gateway.start();
      later = hostInformation(gateway);
      while (later.rotationId() == 0) {
        later = hostInformation(gateway);
      }

      assertThat(later.rotationId()).isEqualTo(1);
      assertThat(later.sphinxKey())
          .isNotEqualTo(keys.sphinx().publicKey())
          .isEqualTo(gateway.sphinxKey());
    }
    try (Gateway again = builder().apiListener(ANY).build()) {
      again.start();

      assertThat(hostInformation(again)).isEqualTo(later);
    }
  }
}
