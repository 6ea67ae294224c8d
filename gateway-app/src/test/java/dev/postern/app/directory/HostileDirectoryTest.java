package dev.postern.app.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.app.directory.DirectoryException.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory server that lies, hangs, or never comes to an end. */
@Timeout(120)
class HostileDirectoryTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String NODE =
      """
      {"mixHost":"%s","identityKey":"i","sphinxKey":"s","version":"0.9.0","location":"x",\
      "incentivesAddress":"","registrationTime":1,"reputation":1,"layer":1}""";

  private final AtomicLong sent = new AtomicLong();
  private final CountDownLatch over = new CountDownLatch(1);
  private ServerSocket server;

  private interface Answer {
    void write(OutputStream out) throws IOException, InterruptedException;
  }

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    over.countDown();
    server.close();
  }

  private void answer(Answer answer) {
    Thread thread =
        new Thread(
            () -> {
              try (Socket socket = server.accept()) {
                byte[] request = new byte[8192];
                int unused = socket.getInputStream().read(request);
                answer.write(socket.getOutputStream());
                socket.getOutputStream().flush();
                over.await();
              } catch (IOException | InterruptedException e) {
                // The other side has had enough.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void answerBody(byte[] body) {
    answer(
        out -> {
          head(out, "Content-Length: " + body.length);
          out.write(body);
        });
  }

  private void head(OutputStream out, String field) throws IOException {
    write(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + field + "\r\n\r\n");
  }

  private void write(OutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(bytes);
    sent.addAndGet(bytes.length);
  }

  private DirectoryException failure(Duration timeout) {
    Directory directory =
        new ValidatorDirectory(URI.create("http://127.0.0.1:" + server.getLocalPort()), timeout);
    return catchThrowableOfType(DirectoryException.class, directory::topology);
  }

  private DirectoryException failure() {
    return failure(Duration.ofSeconds(60));
  }

  private static byte[] topology(String mixNodes) {
    return """
        {"mixNodes":[%s],"gateways":[],"validators":{"block_height":1,"validators":[]}}"""
        .formatted(mixNodes)
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void directoryThatHangs_isGivenUp() {
    answer(out -> over.await());

    assertThat(failure(SHORT).reason()).isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void directoryThatDripsItsAnswer_isGivenUp() {
    answer(
        out -> {
          head(out, "Content-Length: 1000000");
          while (over.getCount() > 0) {
            write(out, " ");
            out.flush();
            Thread.sleep(1);
          }
        });

    assertThat(failure(SHORT).reason()).isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void directoryThatDripsItsHead_isGivenUp() {
    answer(
        out -> {
          write(out, "HTTP/1.1 200 OK\r\n");
          for (int field = 0; over.getCount() > 0; field++) {
            write(out, "X-" + field + ": y\r\n");
            out.flush();
            Thread.sleep(1);
          }
        });

    assertThat(failure(SHORT).reason()).isEqualTo(Reason.UNREACHABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 1073741824", "Connection: close"})
  void directoryThatSendsAGigabyte_isBrokenOff(String length) {
    answer(
        out -> {
          head(out, length);
          String block = " ".repeat(1 << 20);
          for (int megabyte = 0; megabyte < 1024; megabyte++) {
            write(out, block);
          }
        });

    DirectoryException e = failure();

    assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(e).hasMessageContaining("more than");
    assertThat(sent).as("bytes that got out").hasValueLessThan(128L << 20);
  }

  @Test
  void directoryThatLists100000Nodes_isBrokenOff() {
    String node = NODE.formatted("10.1.2.3:1789");
    answerBody(topology(node + ("," + node).repeat(99_999)));

    assertThat(failure()).hasMessageContaining("more than");
  }

  /** Two characters each that would take eighty bytes. */
  @Test
  void directoryThatListsMillionsOfNothings_isUnreadable() {
    answerBody(topology("{}" + ",{}".repeat(2_000_000)));

    assertThat(failure().reason()).isEqualTo(Reason.UNREADABLE);
  }

  @Test
  void directoryThatNestsDeeply_isUnreadable() {
    answerBody(topology("[".repeat(1_000_000)));

    assertThat(failure().reason()).isEqualTo(Reason.UNREADABLE);
  }

  @Test
  void directoryWithAKeyTwice_isUnreadable() {
    String node = NODE.formatted("10.1.2.3:1789");
    answerBody(topology(node.replace("\"layer\":1", "\"layer\":1,\"mixHost\":\"127.0.0.1:22\"")));

    assertThat(failure().reason()).isEqualTo(Reason.UNREADABLE);
  }

  @Test
  void directoryThatSpeaksNoUtf8_isUnreadable() {
    byte[] body = topology(NODE.formatted("10.1.2.3:1789"));
    int host = new String(body, StandardCharsets.UTF_8).indexOf("10.1");
    body[host] = (byte) 0xff;
    answerBody(body);

    assertThat(failure().reason()).isEqualTo(Reason.UNREADABLE);
  }

  @Test
  void directoryThatNamesHostsWithControlCharacters_listsNoSuchHost() throws Exception {
    String hosts =
        NODE.formatted("10.1.2.3:1789\\nINFO forged")
            + ","
            + NODE.formatted("\\u001b[2J:1789")
            + ","
            + NODE.formatted("10.1.2.4:1789");
    answerBody(topology(hosts));

    Topology topology =
        new ValidatorDirectory(URI.create("http://127.0.0.1:" + server.getLocalPort())).topology();

    Listing listing = topology.listing(new HostLookup(), List.of());
    assertThat(listing.mixNodes().toString()).isEqualTo("[/10.1.2.4:1789]");
  }

  @Test
  void directoryThatSendsUsElsewhere_isNotFollowed() throws IOException {
    try (ServerSocketChannel elsewhere = ServerSocketChannel.open()) {
      elsewhere.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      elsewhere.configureBlocking(false);
      int port = elsewhere.socket().getLocalPort();
      answer(
          out ->
              write(
                  out,
                  "HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:"
                      + port
                      + "/\r\nContent-Length: 0\r\n\r\n"));

      assertThat(failure().reason()).isEqualTo(Reason.UNREADABLE);
      assertThat(elsewhere.accept()).isNull();
    }
  }

  /** What it says of itself ends in no log as more than one short line. */
  @Test
  void directoryThatAnswersWithAnErrorOfLines_isOneShortLine() {
    byte[] error = "{\"error\":\"a\\nINFO forged\\u001b[2J\"}".getBytes(StandardCharsets.UTF_8);
    answerBody(error);

    assertThat(failure()).hasMessage("it answered: a INFO forged [2J");
  }
}
