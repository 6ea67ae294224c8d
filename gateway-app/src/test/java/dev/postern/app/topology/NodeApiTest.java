package dev.postern.app.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import com.sun.net.httpserver.HttpServer;
import dev.postern.app.FreePort;
import dev.postern.sphinx.crypto.Base58;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node that says of itself what a test wants. */
@Timeout(60)
class NodeApiTest {
  private final Map<String, String> documents = new HashMap<>();
  private HttpServer node;
  private URI base;

  @BeforeEach
  void start() throws IOException {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node.createContext(
        "/api/v1/",
        exchange -> {
          String document = documents.get(exchange.getRequestURI().getPath().substring(8));
          byte[] body = (document == null ? "no" : document).getBytes(UTF_8);
          exchange.sendResponseHeaders(document == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    node.start();
    base = URI.create("http://127.0.0.1:" + node.getAddress().getPort());
    host("[\"192.0.2.7\",\"2001:db8::7\"]", Topologies.identity(1), 5);
    documents.put(
        "roles",
        "{\"mixnode_enabled\":false,\"gateway_enabled\":true,\"network_requester_enabled\":true,"
            + "\"ip_packet_router_enabled\":true}");
    documents.put(
        "gateway/client-interfaces/mixnet-websockets", "{\"ws_port\":9000,\"wss_port\":9001}");
    documents.put(
        "auxiliary-details",
        "{\"location\":\"PL\",\"announce_ports\":{\"verloc_port\":null,\"mix_port\":1790},"
            + "\"accepted_operator_terms_and_conditions\":true}");
  }

  private void host(String addresses, IdentityPrivateKey signer, long rotationId) {
    String sphinx = Topologies.sphinx(1).publicKey().toBase58();
    String data =
        "{\"ip_address\":%s,\"hostname\":\"node.example.net\",\"keys\":{\"ed25519_identity\":\"%s\",\"x25519_sphinx\":\"%s\",\"primary_x25519_sphinx_key\":{\"rotation_id\":%d,\"public_key\":\"%s\"},\"pre_announced_x25519_sphinx_key\":{\"rotation_id\":9,\"public_key\":\"%s\"},\"x25519_versioned_noise\":null}}"
            .formatted(
                addresses,
                Topologies.identity(1).publicKey(),
                sphinx,
                rotationId,
                sphinx,
                Topologies.sphinx(2).publicKey());
    String signature = Base58.encode(signer.sign(data.getBytes(UTF_8)));
    documents.put(
        "host-information", "{\"data\":" + data + ",\"signature\":\"" + signature + "\"}");
  }

  @AfterEach
  void stop() {
    node.stop(0);
  }

  @Test
  void describe_aNode_isWhatItSays() throws Exception {
    SelfDescribedNode found = new NodeApi().describe(base);

    assertThat(found.rotationId()).isEqualTo(5);
    assertThat(found.node().mixHost().text()).isEqualTo("192.0.2.7:1790");
    assertThat(found.node().identityKey()).isEqualTo(Topologies.identity(1).publicKey());
    assertThat(found.node().sphinxKey()).isEqualTo(Topologies.sphinx(1).publicKey());
    assertThat(found.node().supportedRoles())
        .isEqualTo(Set.of(SupportedRole.MIXNET_ENTRY, SupportedRole.MIXNET_EXIT));
    assertThat(found.node().entry())
        .contains(
            new EntryDetails(
                List.of(
                    InetAddresses.forString("192.0.2.7"), InetAddresses.forString("2001:db8::7")),
                9000,
                Optional.of("node.example.net"),
                OptionalInt.of(9001)));
  }

  @Test
  void describe_aMixNode_needsNoWebSockets() throws Exception {
    documents.put("roles", "{\"mixnode_enabled\":true,\"gateway_enabled\":false}");
    documents.remove("gateway/client-interfaces/mixnet-websockets");

    RoutingNode found = new NodeApi().describe(base).node();

    assertThat(found.supportedRoles()).containsExactly(SupportedRole.MIXNODE);
    assertThat(found.entry()).isEmpty();
  }

  @Test
  void describe_withoutAuxiliaryDetails_hasTheUsualPort() throws Exception {
    documents.remove("auxiliary-details");
    assertThat(new NodeApi().describe(base).node().mixHost().text()).isEqualTo("192.0.2.7:1789");

    documents.put("auxiliary-details", "{\"location\":null}");
    assertThat(new NodeApi().describe(base).node().mixHost().text()).isEqualTo("192.0.2.7:1789");
  }

  @Test
  void describe_anotherSigner_isRefused() {
    host("[\"192.0.2.7\"]", Topologies.identity(2), 5);

    assertThatThrownBy(() -> new NodeApi().describe(base))
        .isInstanceOf(TopologyException.class)
        .hasMessage(base + ": its host-information can't be used: its identity did not sign that");
  }

  @Test
  void describe_noAddress_isRefused() {
    host("[]", Topologies.identity(1), 5);

    assertThatThrownBy(() -> new NodeApi().describe(base)).hasMessageContaining("names no address");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "host-information | | its host-information can't be used: it answered with status 404",
        "host-information | <html> | its host-information can't be used: it is no JSON",
        "roles | | its roles can't be used: it answered with status 404",
        "roles | nonsense | its roles can't be used: it is not JSON",
        "roles | {} | roles.mixnode_enabled is missing: it is true or false",
        "roles | {\"mixnode_enabled\":1} | roles.mixnode_enabled is not true or false",
        "roles | [] | roles is not an object",
        "gateway/client-interfaces/mixnet-websockets | | can't be used: it answered with status"
            + " 404",
        "gateway/client-interfaces/mixnet-websockets | {\"ws_port\":0} | ws_port is not a whole",
        "auxiliary-details | {\"announce_ports\":{\"mix_port\":\"x\"}} | mix_port is not a whole",
      })
  void describe_aWrongDocument_isOneLineThatNamesIt(
      String document, String content, String message) {
    if (content == null) {
      documents.remove(document);
    } else {
      documents.put(document, content);
    }

    assertThatThrownBy(() -> new NodeApi().describe(base))
        .isInstanceOf(TopologyException.class)
        .hasMessageStartingWith(base + ": ")
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void describe_endlessAnswer_isBrokenOff() {
    documents.put("host-information", " ".repeat(1 << 20));

    assertThatThrownBy(() -> new NodeApi().describe(base))
        .hasMessageContaining("no answer from " + base + ": more than 65536 bytes");
  }

  @Test
  void describe_nobodyThere_saysWhatToLookAt() throws IOException {
    int free = FreePort.choose().getPort();

    assertThatThrownBy(() -> new NodeApi().describe(URI.create("http://127.0.0.1:" + free)))
        .isInstanceOf(TopologyException.class)
        .hasMessageContaining("connection refused; is the node running");
  }
}
