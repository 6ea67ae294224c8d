package dev.postern.app.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postern.app.FreePort;
import dev.postern.app.directory.DirectoryException.Reason;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.testing.Vectors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidatorDirectoryTest {
  /** What a validator was asked. */
  private record Request(String method, String path, Map<String, String> headers, String body) {}

  private final AtomicReference<Request> asked = new AtomicReference<>();
  private volatile int answerStatus = 200;
  private volatile String answer = "{\"ok\":true}";
  private HttpServer validator;
  private ValidatorDirectory directory;

  @BeforeEach
  void start() throws IOException {
    validator = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    validator.createContext("/", this::handle);
    validator.start();
    directory = new ValidatorDirectory(URI.create("http://" + host() + "/"));
  }

  @AfterEach
  void stop() {
    validator.stop(0);
  }

  private String host() {
    return "127.0.0.1:" + validator.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    asked.set(
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            headers,
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answerStatus, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @TestFactory
  Stream<DynamicTest> call_ofTheReference_isMadeAndUnderstoodAlike() {
    return Vectors.cases("validator.json", "requests")
        .filter(vector -> call(vector) != null)
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.required("call").asText()
                        + " answered "
                        + vector.required("answer_status").asText()
                        + " "
                        + vector.required("answer_body").asText(),
                    () -> assertSame(vector)));
  }

  /** Null for what a gateway never asks. */
  private Call call(JsonNode vector) {
    JsonNode request = vector.required("request");
    return switch (vector.required("call").asText()) {
      case "register_gateway" ->
          () -> directory.register(Announcements.of(request.required("body").asText()));
      case "unregister_node" -> () -> directory.unregister(registeredIdentity());
      case "get_topology" -> () -> directory.topology();
      default -> null;
    };
  }

  private interface Call {
    void make() throws IOException;
  }

  /** The one that the vectors unregister is the one that they register. */
  private static IdentityPublicKey registeredIdentity() throws IOException {
    JsonNode registration =
        Vectors.cases("validator.json", "requests")
            .filter(vector -> vector.required("call").asText().equals("register_gateway"))
            .findFirst()
            .orElseThrow();
    return Announcements.of(registration.required("request").required("body").asText())
        .identityKey();
  }

  private void assertSame(JsonNode vector) throws Exception {
    answerStatus = Integer.parseInt(vector.required("answer_status").asText().substring(0, 3));
    answer = vector.required("answer_body").asText();
    if (answer.equals("(a full topology)")) {
      answer =
          Vectors.cases("validator.json", "topologies")
              .findFirst()
              .orElseThrow()
              .required("body")
              .asText();
    }
    String outcome = vector.required("outcome").asText();
    Call call = call(vector);
    if (outcome.equals("ok")) {
      call.make();
    } else {
      DirectoryException e = catchThrowableOfType(DirectoryException.class, call::make);
      assertThat(e.reason())
          .isEqualTo(outcome.startsWith("unreadable") ? Reason.UNREADABLE : Reason.REFUSED);
    }

    JsonNode expected = vector.required("request");
    assertThat(asked.get().method()).isEqualTo(expected.required("method").asText());
    assertThat(asked.get().path()).isEqualTo(expected.required("path").asText());
    assertThat(asked.get().body()).isEqualTo(expected.required("body").asText());
    for (JsonNode header : expected.required("headers")) {
      String[] field = header.asText().replace("<host:port>", host()).split(": ", 2);
      assertThat(asked.get().headers()).containsEntry(field[0], field[1]);
    }
  }

  @Test
  void topology_endlessAnswer_isBrokenOff() {
    answer = " ".repeat((16 << 20) + 1);

    assertThatThrownBy(() -> directory.topology())
        .isInstanceOf(DirectoryException.class)
        .hasMessageContaining("more than");
  }

  @Test
  void topology_nobodyListens_isUnreachable() throws IOException {
    int free = FreePort.choose().getPort();
    Directory nobody = new ValidatorDirectory(URI.create("http://127.0.0.1:" + free));

    DirectoryException e = catchThrowableOfType(DirectoryException.class, nobody::topology);

    assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(e).hasMessage("connection refused");
  }

  @Test
  void topology_redirected_isNotFollowed() {
    answerStatus = 302;
    answer = "elsewhere";

    assertThatThrownBy(() -> directory.topology()).isInstanceOf(DirectoryException.class);
  }

  @Test
  void register_errorWithControlCharacters_isOneLine() {
    answer = "{\"error\":\"a\\nb\\u001b[31m\"}";

    assertThatThrownBy(() -> directory.register(Announcements.ours()))
        .hasMessage("it answered: a b [31m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://x", "x", "http:x", "/x"})
  void base_thatIsNoHttpAddress_isRefused(String base) {
    assertThatThrownBy(() -> new ValidatorDirectory(URI.create(base)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void base_withPath_keepsIt() {
    Directory below = new ValidatorDirectory(URI.create("http://" + host() + "/below"));

    assertThatCode(() -> below.register(Announcements.ours())).doesNotThrowAnyException();
    assertThat(asked.get().path()).isEqualTo("/below/api/mixmining/register/gateway");
  }
}
