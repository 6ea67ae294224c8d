package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.net.Await;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.nym09.BinaryMessageCodec;
import dev.postern.net.tls.TlsProvider;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The listener under TLS, with friends and with strangers. */
class TlsListenerTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"JDK, TLSv1.2", "JDK, TLSv1.3", "NATIVE, TLSv1.2", "NATIVE, TLSv1.3"})
  void client_overTls_logsInAndIsPushedWhatWaits(TlsProvider provider, String protocol)
      throws IOException {
    try (TlsGateway tls = new TlsGateway(directory, provider)) {
      Client client = tls.gateway.registeredClient();
      for (int number = 0; number < 50; number++) {
        TestGateway.append(tls.gateway.store, client, number);
      }
      SSLSocket socket = tls.socket(protocol);
      try (RawWebSocket connection = new RawWebSocket(socket).upgrade()) {
        assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
        connection.sendText(client.authenticateText());
        assertThat(connection.read().text()).contains("\"status\":true");
        for (int number = 0; number < 50; number++) {
          byte[] message = client.open(connection.readConfirming().binary());
          assertThat(TestGateway.number(message)).isEqualTo(number);
        }
      }
    }
  }

  /** The longest frame crosses several records, and is decrypted in place behind them. */
  @ParameterizedTest
  @EnumSource
  void longestFrame_overTls_comesWhole(TlsProvider provider) throws IOException {
    try (TlsGateway tls = new TlsGateway(directory, provider);
        RawWebSocket connection = tls.connect()) {
      Client client = tls.gateway.registeredClient();
      connection.sendText(client.authenticateText());
      assertThat(connection.read().text()).contains("\"status\":true");
      connection.send(
          RawWebSocket.frame(
              RawWebSocket.BINARY, new byte[BinaryMessageCodec.LONGEST_FRAME_BYTES]));
      assertThat(connection.read().text()).contains("\"type\":\"error\"");
    }
  }

  @Test
  void violation_overTls_isToldWithAStatus() throws IOException {
    try (TlsGateway tls = new TlsGateway(directory, TlsProvider.JDK);
        RawWebSocket connection = tls.connect()) {
      connection.send(RawWebSocket.frame(0x81, new byte[0], new byte[] {1}));
      assertThat(connection.read().closeStatus()).isEqualTo(1002);
      connection.expectEnd(); // and not a connection that was cut off
    }
  }

  @Test
  void badUpgrade_overTls_isAnswered400() throws IOException {
    try (TlsGateway tls = new TlsGateway(directory, TlsProvider.JDK);
        RawWebSocket connection = new RawWebSocket(tls.socket())) {
      connection.send(RawWebSocket.ascii("GET / HTTP/1.1\r\n\r\n"));
      assertThat(connection.readHttpHead()).startsWith("HTTP/1.1 400 ");
      connection.expectEnd();
    }
  }

  @ParameterizedTest
  @EnumSource
  void tls11_isRefused(TlsProvider provider) throws IOException {
    try (TlsGateway tls = new TlsGateway(directory, provider);
        RawWebSocket connection = new RawWebSocket(tls.address)) {
      connection.send(hello(0x0302));
      assertThat(connection.drain()).startsWith(21, 3); // a TLS alert
      Await.until("it is counted", () -> tls.closed("tls_handshake") == 1);
    }
  }

  /** A client hello as of TLS 1.1 and before: no extensions, two suites of that time. */
  private static byte[] hello(int version) {
    ByteBuffer hello = ByteBuffer.allocate(9 + 34 + 1 + 6 + 2);
    hello.put((byte) 22).putShort((short) 0x0301).putShort((short) (hello.capacity() - 5));
    hello.putInt(1 << 24 | (hello.capacity() - 9));
    hello.putShort((short) version).put(new byte[32]).put((byte) 0);
    hello.putShort((short) 4).putShort((short) 0xc013).putShort((short) 0x002f);
    return hello.put((byte) 1).put((byte) 0).array();
  }

  @ParameterizedTest
  @EnumSource
  void garbage_onTheTlsPort_endsQuietlyAndIsCounted(TlsProvider provider) throws IOException {
    Random random = new Random(7);
    try (TlsGateway tls = new TlsGateway(directory, provider)) {
      for (int round = 0; round < 50; round++) {
        byte[] garbage = new byte[1 + random.nextInt(2000)];
        random.nextBytes(garbage);
        garbage[0] = round % 3 == 0 ? 22 : garbage[0]; // looks like a handshake
        try (RawWebSocket connection = new RawWebSocket(tls.address)) {
          connection.send(garbage);
          connection.endOutput();
          connection.drain();
        }
      }
      Await.until("all are gone", () -> tls.connections() == 0);
      assertThat(tls.closed("tls_handshake")).isGreaterThan(30);
      assertThat(tls.closed("error")).isZero();
      tls.connect().close();
    }
  }

  @Test
  void plainHttp_onTheTlsPort_endsQuietlyAndIsCounted() throws IOException {
    try (TlsGateway tls = new TlsGateway(directory, TlsProvider.JDK);
        RawWebSocket connection = new RawWebSocket(tls.address)) {
      connection.send(RawWebSocket.UPGRADE);
      connection.drain();
      Await.until("it is counted", () -> tls.closed("tls_handshake") == 1);
      assertThat(tls.closed("error")).isZero();
    }
  }

  @Test
  void tls_onThePlainPort_isAnswered400AndCounted() throws IOException {
    try (TestGateway plain = new TestGateway();
        RawWebSocket connection = new RawWebSocket(plain.address)) {
      connection.send(hello(0x0303), RawWebSocket.ascii("\r\n\r\n"));
      assertThat(connection.readHttpHead()).startsWith("HTTP/1.1 400 ");
      connection.expectEnd();
      assertThat(plain.meters.counter("postern.clients.closed", "reason", "bad_upgrade").count())
          .isEqualTo(1);
    }
  }

  @Test
  void slowLoris_silentBeforeTheHandshake_isClosedByTheUpgradesDeadline() throws IOException {
    try (TlsGateway tls = new TlsGateway(directory, TlsProvider.JDK, TlsGateway.hasty());
        RawWebSocket connection = new RawWebSocket(tls.address)) {
      connection.drain();
      Await.until("it is gone", () -> tls.connections() == 0);
      assertThat(tls.closed("upgrade_timeout")).isEqualTo(1);
      assertThat(tls.closed("tls_handshake")).isZero();
    }
  }

  @Test
  void slowLoris_handshakeByteByByte_isClosedByTheUpgradesDeadline() throws Exception {
    try (TlsGateway tls = new TlsGateway(directory, TlsProvider.JDK, TlsGateway.hasty());
        RawWebSocket connection = new RawWebSocket(tls.address)) {
      byte[] hello = hello(0x0303);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10_000; i++) { // each byte would put off a deadline of silence
                  connection.send(new byte[] {hello[Math.min(i, hello.length - 2)]});
                  Thread.sleep(20);
                }
              })
          .isInstanceOf(UncheckedIOException.class);
      Await.until("it is gone", () -> tls.connections() == 0);
      assertThat(tls.closed("upgrade_timeout") + tls.closed("tls_handshake")).isEqualTo(1);
    }
  }

  @Test
  void slowLoris_silentAfterTheHandshake_isClosedByTheSameDeadline() throws Exception {
    try (TlsGateway tls = new TlsGateway(directory, TlsProvider.JDK, TlsGateway.hasty());
        SSLSocket socket = tls.socket()) {
      socket.startHandshake();
      try (RawWebSocket connection = new RawWebSocket(socket)) {
        connection.drain();
        assertThat(tls.closed("upgrade_timeout")).isEqualTo(1);
      }
    }
  }

  @Test
  void renegotiation_isRefused() throws IOException {
    try (TlsGateway tls = new TlsGateway(directory, TlsProvider.JDK);
        SSLSocket socket = tls.socket("TLSv1.2")) {
      RawWebSocket connection = new RawWebSocket(socket).upgrade();
      socket.getSession().invalidate(); // so that it wants a whole handshake
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                connection.expectNothingMore();
              })
          .satisfiesAnyOf(
              e -> assertThat(e).isInstanceOf(SSLException.class),
              e -> assertThat(e).isInstanceOf(UncheckedIOException.class));
      Await.until("it is gone", () -> tls.connections() == 0);
    }
  }

  @Test
  void recordChangedOnItsWay_endsTheConnection() throws IOException {
    try (TlsGateway tls = new TlsGateway(directory, TlsProvider.JDK);
        BreakableSocket wire = new BreakableSocket(tls.address);
        SSLSocket socket = tls.socketOver(wire)) {
      RawWebSocket connection = new RawWebSocket(socket).upgrade();
      wire.broken = true;
      connection.sendText("hello");
      assertThatThrownBy(connection::read).isInstanceOf(UncheckedIOException.class);
      Await.until("it is counted", () -> tls.closed("tls_record") == 1);
      assertThat(tls.closed("error")).isZero();
    }
  }

  /** Changes the last bit of each write, if it is told to. */
  private static final class BreakableSocket extends Socket {
    volatile boolean broken;

    BreakableSocket(InetSocketAddress address) throws IOException {
      super(address.getAddress(), address.getPort());
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          byte[] changed = Arrays.copyOfRange(bytes, offset, offset + length);
          changed[length - 1] ^= (byte) (broken ? 1 : 0);
          out.write(changed);
        }
      };
    }
  }
}
