package dev.postern.app.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.AdmissionLimits;
import dev.postern.net.AdmissionLimits.Loopback;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real sockets, and with peers that mean no good. */
@Timeout(120)
class ApiServerTest {
  private static final String ROLES =
      "{\"mixnode_enabled\":false,\"gateway_enabled\":true,"
          + "\"network_requester_enabled\":false,\"ip_packet_router_enabled\":false}";
  private static final String GET_ROLES = "GET /api/v1/roles HTTP/1.1\r\nHost: x\r\n\r\n";

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<Socket> sockets = new ArrayList<>();
  private ApiServer server;
  private InetSocketAddress address;

  @BeforeEach
  void start() throws IOException {
    start(64, AdmissionLimits.defaults(), new ApiFixture());
  }

  private void start(int most, AdmissionLimits admission, ApiFixture fixture) throws IOException {
    server = new ApiServer(loop, fixture.documents(), most, admission, meters);
    address = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private void startAgain(int most, AdmissionLimits admission, ApiFixture fixture)
      throws IOException {
    server.close();
    meters.clear();
    start(most, admission, fixture);
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
    loop.shutdownGracefully(0, 5, java.util.concurrent.TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.connect(address);
    return socket;
  }

  private Socket send(String request) throws IOException {
    Socket socket = connect();
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    return socket;
  }

  /** All that comes until the end. */
  private static String everything(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  private String answer(String request) throws IOException {
    return everything(send(request));
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  private double answers(String reason) {
    return meters.get("postern.api.answers").tag("reason", reason).counter().count();
  }

  private double closed(String reason) {
    return meters.get("postern.api.closed").tag("reason", reason).counter().count();
  }

  private void awaitNobody() {
    while (meters.get("postern.api.connections").gauge().value() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void get_document_isAnsweredOnceAndClosed() throws IOException {
    String answer = answer(GET_ROLES);

    assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n");
    assertThat(answer.toLowerCase(java.util.Locale.ROOT))
        .contains("content-type: application/json\r\n", "connection: close\r\n")
        .contains("content-length: " + ROLES.length() + "\r\n")
        .contains("access-control-allow-origin: *\r\n");
    assertThat(body(answer)).isEqualTo(ROLES);
    assertThat(answers("ok")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/roles?output=json",
        "http://gw.example.net:8080/api/v1/roles",
        "HTTP://x/api/v1/roles?a=b"
      })
  void get_asProxiesAndTheReferencesLibrariesWriteIt_isTheSame(String uri) throws IOException {
    assertThat(body(answer("GET " + uri + " HTTP/1.1\r\nHost: x\r\n\r\n"))).isEqualTo(ROLES);
  }

  @Test
  void get_oldHttp_isAnswered() throws IOException {
    assertThat(body(answer("GET /api/v1/roles HTTP/1.0\r\n\r\n"))).isEqualTo(ROLES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "*", "/api/v1/", "/api/v1/roles/", "/api/v1/network-requester", "/../keys"})
  void get_unknownPath_is404(String path) throws IOException {
    assertThat(answer("GET " + path + " HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 404 ")
        .endsWith("{\"message\":\"Not Found\"}");
    assertThat(answers("not_found")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get"})
  void otherMethod_is405(String method) throws IOException {
    assertThat(answer(method + " /api/v1/roles HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"))
        .startsWith("HTTP/1.1 405 ")
        .contains("allow: GET\r\n");
    assertThat(answers("method")).isEqualTo(1);
  }

  @Test
  void get_whatCantBeToldYet_is503() throws IOException {
    ApiFixture fixture = new ApiFixture();
    fixture.mixHost = "nowhere";
    startAgain(64, AdmissionLimits.defaults(), fixture);

    assertThat(answer("GET /api/v1/host-information HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 503 ");
    assertThat(answers("unavailable")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"1024, 414", "100000, 414"})
  void longLine_isRefused(int length, int status) throws IOException {
    assertThat(answer("GET /" + "a".repeat(length) + " HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 " + status + " ");
    assertThat(answers("malformed")).isEqualTo(1);
  }

  @Test
  void longHeader_isRefused() throws IOException {
    String header = "X: " + "a".repeat(10_000) + "\r\n";

    assertThat(answer("GET /api/v1/roles HTTP/1.1\r\n" + header + "\r\n"))
        .startsWith("HTTP/1.1 431 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n\r\nnonsense\r\n\r\n", "GET\r\n\r\n", "GET / FTP/1.1\r\n\r\n"})
  void noHttp_isRefused(String request) throws IOException {
    assertThat(answer(request)).startsWith("HTTP/1.1 400 ");
  }

  /** Keep-alive or not: who wants more connects again. */
  @Test
  void pipelinedRequests_getOneAnswer() throws IOException {
    String request = "GET /api/v1/roles HTTP/1.1\r\nConnection: keep-alive\r\n\r\n";

    assertThat(body(answer(request.repeat(500)))).isEqualTo(ROLES);
    assertThat(answers("ok")).isEqualTo(1);
  }

  @Test
  void endlessBody_isCutOff() throws IOException {
    Socket socket = send("POST /api/v1/roles HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    OutputStream out = socket.getOutputStream();
    byte[] chunk = ("1000\r\n" + "a".repeat(0x1000) + "\r\n").getBytes(ISO_8859_1);
    long sent = 0;
    boolean cut = false;
    while (!cut && sent < 1L << 30) {
      try {
        out.write(chunk);
        sent += chunk.length;
      } catch (SocketException e) {
        cut = true;
      }
    }

    assertThat(cut).isTrue();
    awaitNobody();
  }

  /** The deadline is for all of it: a byte now and then moves nothing. */
  @Test
  void slowHead_isCutOffInTime() throws IOException, InterruptedException {
    Socket socket = connect();
    long start = System.nanoTime();
    boolean open = true;
    for (int i = 0; open && i < GET_ROLES.length() - 1; i++) {
      try {
        socket.getOutputStream().write(GET_ROLES.charAt(i));
        socket.setSoTimeout(1000);
        open = socket.getInputStream().read() >= 0;
      } catch (java.net.SocketTimeoutException e) {
        open = true; // nothing yet
      } catch (SocketException e) {
        open = false;
      }
    }

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(
            ApiHandler.REQUEST_TIMEOUT.minusMillis(500), ApiHandler.REQUEST_TIMEOUT.plusSeconds(5));
    assertThat(closed("timeout")).isEqualTo(1);
    awaitNobody();
  }

  @Test
  void peerThatStaysAfterItsAnswer_isCutOff() throws IOException {
    Socket socket = send(GET_ROLES);
    assertThat(everything(socket)).endsWith(ROLES);

    awaitNobody(); // though we didn't close

    assertThat(closed("timeout")).isZero();
  }

  @Test
  void peerThatReadsNothing_isCutOff() throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.setReceiveBufferSize(1024);
    socket.connect(address);
    socket.getOutputStream().write(GET_ROLES.repeat(50).getBytes(ISO_8859_1));

    while (answers("ok") < 1) {
      Thread.onSpinWait();
    }
    awaitNobody();
  }

  @Test
  void connectionsOverTheLimit_areClosedAtOnce_andTheOthersServed() throws IOException {
    startAgain(50, AdmissionLimits.defaults(), new ApiFixture());
    for (int i = 0; i < 50; i++) {
      connect();
    }
    while (meters.get("postern.api.connections").gauge().value() < 50) {
      Thread.onSpinWait();
    }
    for (int i = 0; i < 2000; i++) {
      try (Socket over = new Socket(address.getAddress(), address.getPort())) {
        assertThat(isAtItsEnd(over)).isTrue();
      }
    }
    assertThat(closed("limit")).isEqualTo(2000);

    Socket first = sockets.get(0);
    first.getOutputStream().write(GET_ROLES.getBytes(ISO_8859_1));
    assertThat(everything(first)).endsWith(ROLES);
  }

  private static boolean isAtItsEnd(Socket socket) throws IOException {
    try {
      InputStream in = socket.getInputStream();
      return in.read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void connectionsOfOneSource_areLimitedToo() throws IOException {
    startAgain(1000, AdmissionLimits.defaults().withLoopback(Loopback.LIMITED), new ApiFixture());
    for (int i = 0; i < 16; i++) {
      connect();
    }
    while (meters.get("postern.api.connections").gauge().value() < 16) {
      Thread.onSpinWait();
    }

    assertThat(isAtItsEnd(connect())).isTrue();
    assertThat(closed("source_limit")).isEqualTo(1);
  }

  @Test
  void close_endsConnectionsAndFreesThePort() throws IOException {
    Socket idle = connect();
    send("GET /");

    server.close();

    assertThat(isAtItsEnd(idle)).isTrue();
    InetSocketAddress before = address;
    start(64, AdmissionLimits.defaults(), new ApiFixture());
    server.close();
    server =
        new ApiServer(loop, new ApiFixture().documents(), 64, AdmissionLimits.defaults(), meters);
    assertThat(server.bind(before)).isEqualTo(before);
  }
}
