package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.client.TestGateway.Client;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A peer that does all it can think of to fill our disk with lines. */
class LogFloodTest {
  private static final int ROUNDS = 30;

  @Test
  void logFlood_isAFewLines() {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try (TestGateway gateway = new TestGateway()) {
      Client own = gateway.registeredClient();
      String recorded = own.authenticateText();
      attempt(gateway, RawWebSocket.text(recorded));
      for (int i = 0; i < ROUNDS; i++) {
        attempt(gateway, RawWebSocket.text("nonsense"), RawWebSocket.text("{}"));
        attempt(gateway, RawWebSocket.text(Client.random().authenticateText()));
        attempt(gateway, RawWebSocket.text(recorded));
        attempt(gateway, RawWebSocket.frame(RawWebSocket.TEXT, new byte[] {(byte) 0xff}));
        attempt(gateway, RawWebSocket.frame(3, new byte[1]));
        attempt(gateway, RawWebSocket.frame(RawWebSocket.BINARY, new byte[10_000]));
        try (RawWebSocket socket = new RawWebSocket(gateway.address)) {
          socket.send(RawWebSocket.ascii("nonsense\r\n\r\n"));
        }
      }
      try (RawWebSocket last = gateway.connect()) {
        last.expectNothingMore();
      }
    } finally {
      System.setErr(before);
    }
    List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
    // Fewer if other tests of this process have spent what peers may cause in a minute.
    assertThat(lines).hasSizeLessThanOrEqualTo(10);
  }

  private static void attempt(TestGateway gateway, byte[]... frames) {
    try (RawWebSocket socket = gateway.connect()) {
      socket.send(frames);
      RawWebSocket.Frame unused = socket.read();
    }
  }
}
