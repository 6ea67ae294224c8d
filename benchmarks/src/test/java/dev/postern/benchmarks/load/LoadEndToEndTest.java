package dev.postern.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.app.Gateway;
import dev.postern.app.GatewaySettings;
import dev.postern.net.forwarding.EgressRules;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each scenario, small, as its user runs it, on a gateway in this JVM. Counts, and no times. */
class LoadEndToEndTest {
  @TempDir private Path directory;
  private Gateway gateway;

  @BeforeEach
  void startGateway() throws IOException {
    SecureRandom random = new SecureRandom();
    gateway =
        Gateway.builder()
            .identityKey(IdentityPrivateKey.generate(random))
            .sphinxKey(SphinxPrivateKey.generate(random))
            .mixnetListener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .clientsListener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .storeDirectory(directory.resolve("gateway-store"))
            .settings(
                GatewaySettings.defaults().withEgress(EgressRules.defaults().allow("127.0.0.0/8")))
            .build();
    gateway.start();
  }

  @AfterEach
  void stopGateway() {
    gateway.close();
  }

  private JsonNode figures(String scenario, String... options) throws IOException {
    Path json = directory.resolve(scenario + ".json");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                scenario,
                "--mix=127.0.0.1:" + gateway.mixnetAddress().getPort(),
                "--clients=ws://127.0.0.1:" + gateway.clientsAddress().getPort(),
                "--sphinx-key=" + gateway.sphinxKey().toBase58(),
                "--identity-key=" + gateway.identity(),
                "--pid=" + ProcessHandle.current().pid(),
                "--json=" + json));
    arguments.addAll(List.of(options));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        LoadGenerator.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments.toArray(String[]::new));
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString()).contains("scenario").contains(scenario);
    return new ObjectMapper().readTree(json.toFile());
  }

  private static void assertAllCame(JsonNode figures, int packets) {
    assertThat(figures.path("sent").asInt()).isEqualTo(packets);
    assertThat(figures.path("measured").asInt()).isEqualTo(packets);
    assertThat(figures.path("acked").asInt()).isEqualTo(packets);
    assertThat(figures.path("delivered").asInt()).isEqualTo(packets);
    assertThat(figures.path("acked_again").asInt()).isZero();
    assertThat(figures.path("strange_acks").asInt()).isZero();
    assertThat(figures.path("strange_messages").asInt()).isZero();
    assertThat(figures.path("latency_ms").path("ack").path("count").asInt()).isEqualTo(packets);
  }

  @Test
  void push_deliversAndAcksAll() throws IOException {
    JsonNode figures =
        figures("push", "--rate=max", "--packets=200", "--warm-up=0", "--client-count=3");

    assertAllCame(figures, 200);
    assertThat(figures.path("delivered_again").asInt()).isZero();
    assertThat(figures.path("clients_online").asInt()).isEqualTo(3);
    assertThat(figures.path("latency_ms").path("message").path("count").asInt()).isEqualTo(200);
    assertThat(figures.path("rss_after_kib").asLong()).isPositive();
  }

  @Test
  void push_openLoopWithLongAcks_deliversAndAcksAll() throws IOException {
    JsonNode figures = figures("push", "--rate=200", "--seconds=1", "--warm-up=0", "--ack-hops=3");

    assertAllCame(figures, 200);
  }

  @Test
  void store_acksAllAndDeliversThemAtLogin() throws IOException {
    JsonNode figures =
        figures("store", "--rate=max", "--packets=200", "--warm-up=0", "--client-count=3");

    assertAllCame(figures, 200);
    assertThat(figures.path("acked_not_delivered").asInt()).isZero();
    assertThat(figures.path("latency_ms").has("message")).isFalse();
  }

  @Test
  void forward_bringsAllToTheSink() throws IOException {
    JsonNode figures =
        figures("forward", "--rate=max", "--packets=200", "--warm-up=0", "--client-count=3");

    assertAllCame(figures, 200);
    assertThat(figures.has("refused")).isFalse();
  }

  @Test
  void churn_losesNothing() throws IOException {
    JsonNode figures =
        figures(
            "churn",
            "--rate=200",
            "--seconds=1",
            "--warm-up=0",
            "--client-count=4",
            "--drops-per-second=20",
            "--longest-absence-ms=50");

    assertAllCame(figures, 200);
    assertThat(figures.path("connections_dropped").asInt()).isPositive();
    assertThat(figures.path("acked_lost").asInt()).isZero();
  }

  @Test
  void drain_deliversAllThatWasStored() throws IOException {
    JsonNode figures = figures("drain", "--packets=200");

    assertThat(figures.path("stored").asInt()).isEqualTo(200);
    assertThat(figures.path("delivered").asInt()).isEqualTo(200);
    assertThat(figures.path("acked_not_delivered").asInt()).isZero();
    assertThat(figures.has("beside_sent")).isFalse();
  }

  @Test
  void drain_ofMany_holdsUpOthers_whoGetAllOfTheirs() throws IOException {
    JsonNode figures =
        figures(
            "drain",
            "--packets=200",
            "--client-count=20",
            "--beside-rate=100",
            "--beside-seconds=2");

    assertThat(figures.path("delivered").asInt()).isEqualTo(200);
    assertThat(figures.path("beside_sent").asInt()).isEqualTo(200);
    assertThat(figures.path("beside_delivered").asInt()).isEqualTo(200);
    assertThat(figures.path("latency_ms").path("beside_message").path("count").asInt())
        .isEqualTo(200);
  }

  @Test
  void idle_keepsAllOnline() throws IOException {
    JsonNode figures = figures("idle", "--client-count=5", "--seconds=1");

    assertThat(figures.path("clients_online").asInt()).isEqualTo(5);
  }

  @Test
  void register_registersAll() throws IOException {
    JsonNode figures = figures("register", "--client-count=5", "--warm-up-clients=2");

    assertThat(figures.path("registered").asInt()).isEqualTo(5);
  }
}
