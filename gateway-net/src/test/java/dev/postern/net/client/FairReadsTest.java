package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.postern.net.Await;
import dev.postern.net.client.TestGateway.Client;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** No client holds up others on its event loop, however much it sends. */
class FairReadsTest {
  private static final byte ONE = 1;
  private static final byte OTHER = 2;
  private static final int PACKETS = 560;
  private static final int READ_BYTES = 64 * 1024;

  /**
   * Both have 240 kB in their sockets when the only event loop looks; after each read of one it is
   * the other's turn. Where one's flood ends before the other's, two reads may follow each other.
   */
  @Test
  void clientsThatFlood_takeTurns() {
    try (TestGateway gateway = new TestGateway()) {
      Client one = gateway.registeredClient();
      Client other = gateway.registeredClient();
      try (RawWebSocket first = gateway.login(one);
          RawWebSocket second = gateway.login(other)) {
        CountDownLatch look = new CountDownLatch(1);
        gateway.eventLoops().execute(() -> Uninterruptibles.awaitUninterruptibly(look));
        first.send(flood(one, ONE));
        second.send(flood(other, OTHER));
        look.countDown();

        List<String> forwarded = gateway.forwarder.packets;
        Await.until("all are forwarded", () -> forwarded.size() == 2 * PACKETS);
        int packetsARead = READ_BYTES / frame(one, ONE).length + 1;
        assertThat(PACKETS).as("else this shows nothing").isGreaterThan(3 * packetsARead);
        assertThat(longestRun(forwarded)).isLessThanOrEqualTo(2 * packetsARead);
      }
    }
  }

  private static byte[] flood(Client client, byte mark) {
    return RawWebSocket.concatenate(
        Collections.nCopies(PACKETS, frame(client, mark)).toArray(byte[][]::new));
  }

  private static byte[] frame(Client client, byte mark) {
    return RawWebSocket.frame(RawWebSocket.BINARY, client.sealedPacket(mark));
  }

  /** How many packets with the same mark came without one of the other client's between them. */
  private static int longestRun(List<String> packets) {
    int longest = 0;
    int run = 0;
    String last = "";
    for (String packet : packets) {
      String mark = packet.substring(0, 2);
      run = mark.equals(last) ? run + 1 : 1;
      longest = Math.max(longest, run);
      last = mark;
    }
    return longest;
  }
}
