package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Await;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.storage.GatewayStore;
import dev.postern.storage.MemoryStore;
import dev.postern.storage.StoreException;
import dev.postern.storage.journal.JournalStore;
import io.netty.util.ResourceLeakDetector;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that drops after any byte of what is pushed to it, having answered the pings that it had
 * wholly read, gets on the next connection all that it hadn't confirmed, in order: nothing is
 * missing between the two, and nothing comes twice in one.
 */
class DroppedConnectionsTest {
  private static final int MESSAGES = 100;
  private static final int MESSAGE_BYTES = 32;
  private static final int WINDOW = 48; // so that what comes depends on pongs
  private static final int FRAME_HEADER_BYTES = 2;
  private static final int FRAME_BYTES = FRAME_HEADER_BYTES + 32 + MESSAGE_BYTES;

  private static ResourceLeakDetector.Level level;

  private final OnlineClients online = new OnlineClients();
  private final Client account = Client.random();
  private final Map<ByteBuffer, Integer> opened = new HashMap<>();

  /** Millions of buffers, and other tests follow those of the same code. */
  @BeforeAll
  static void followNoBuffers() {
    level = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
  }

  @AfterAll
  static void followThemAgain() {
    ResourceLeakDetector.setLevel(level);
  }

  @Test
  void dropAfterEachByte_losesNothing() {
    dropAfterEach(1, false);
  }

  /** RFC 6455 §5.5.3 allows a client that. */
  @Test
  void clientThatAnswersOnlyTheLastPingOfEachRead_losesNothing() {
    dropAfterEach(13, true);
  }

  private void dropAfterEach(int bytes, boolean onlyLastPing) {
    try (MemoryStore store = new MemoryStore()) {
      TestGateway.register(store, account);
      for (int drop = 0; drop <= MESSAGES * FRAME_BYTES; drop += bytes) {
        dropAndComeAgain(store, drop, onlyLastPing);
      }
    }
  }

  @Test
  void dropAfterAnyByte_journal_losesNothing(@TempDir Path directory) throws StoreException {
    try (JournalStore store = JournalStore.open(directory)) {
      TestGateway.register(store, account);
      for (int drop = 0; drop <= MESSAGES * FRAME_BYTES; drop += 97) {
        dropAndComeAgain(store, drop, false);
      }
    }
  }

  private void dropAndComeAgain(GatewayStore store, int drop, boolean onlyLastPing) {
    IntStream.range(0, MESSAGES).forEach(i -> append(store, i));

    Reader first = new Reader(store);
    Await.until("so much has come", () -> first.readUpTo(drop, onlyLastPing));
    first.drop();
    assertConsecutive(first.numbers, 0);
    assertThat(online.count()).isZero();

    Reader second = new Reader(store);
    Await.until(
        "all has come and is confirmed",
        () -> {
          second.readUpTo(Integer.MAX_VALUE, onlyLastPing);
          return store.inboxes().usage(account.address()).messages() == 0;
        });
    second.drop();
    assertConsecutive(second.numbers, first.confirmed);
    assertThat(first.confirmed).isLessThanOrEqualTo(first.numbers.size());
    assertThat(first.confirmed + second.numbers.size()).as("the last").isEqualTo(MESSAGES);
  }

  private static void assertConsecutive(List<Integer> numbers, int from) {
    for (int i = 0; i < numbers.size(); i++) {
      if (numbers.get(i) != from + i) {
        throw new AssertionError("from " + from + " on came " + numbers);
      }
    }
  }

  private void append(GatewayStore store, int number) {
    byte[] message = ByteBuffer.allocate(MESSAGE_BYTES).putInt(number).array();
    store.inboxes().append(account.address(), message, 0, message.length);
  }

  /** A logged-in client that reads a certain number of bytes, whatever has come. */
  private final class Reader {
    private final EmbeddedClient connection;
    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private final List<Integer> numbers = new ArrayList<>();
    private final List<byte[]> unanswered = new ArrayList<>();
    private final List<Integer> readBeforePing = new ArrayList<>(); // by its number, less 1
    private int parsed;
    private int confirmed;

    Reader(GatewayStore store) {
      connection =
          new EmbeddedClient(
              store, online, ClientOptions.defaults().withWindow(WINDOW, 1024 * 1024));
      connection.sendText(account.authenticateText());
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      Await.until(
          "the answer has come",
          () -> {
            answer.writeBytes(connection.receivedBytes());
            return answer.size() > 0;
          });
      byte[] bytes = answer.toByteArray();
      int length = FRAME_HEADER_BYTES + bytes[1];
      assertThat(bytes[0]).isEqualTo((byte) (0x80 | RawWebSocket.TEXT));
      stream.write(bytes, length, bytes.length - length);
    }

    /** Whether the bytes up to there have come; answers all pings in them. */
    boolean readUpTo(int limit, boolean onlyLastPing) {
      do {
        stream.writeBytes(connection.receivedBytes());
        byte[] bytes = stream.toByteArray();
        parse(bytes, Math.min(limit, bytes.length));
        if (onlyLastPing && unanswered.size() > 1) {
          unanswered.subList(0, unanswered.size() - 1).clear();
        }
      } while (answer());
      return stream.size() >= limit;
    }

    private void parse(byte[] bytes, int end) {
      while (end - parsed >= FRAME_HEADER_BYTES
          && end - parsed >= FRAME_HEADER_BYTES + bytes[parsed + 1]) {
        int next = parsed + FRAME_HEADER_BYTES + bytes[parsed + 1];
        byte[] payload = Arrays.copyOfRange(bytes, parsed + FRAME_HEADER_BYTES, next);
        if (bytes[parsed] == (byte) (0x80 | RawWebSocket.PING)) {
          unanswered.add(payload);
          readBeforePing.add(numbers.size());
        } else {
          numbers.add(number(payload));
        }
        parsed = next;
      }
    }

    private boolean answer() {
      for (byte[] ping : unanswered) {
        connection.send(RawWebSocket.frame(RawWebSocket.PONG, ping));
        confirmed = readBeforePing.get((int) ByteBuffer.wrap(ping).getLong() - 1);
      }
      boolean any = !unanswered.isEmpty();
      unanswered.clear();
      return any;
    }

    void drop() {
      var unused = connection.channel.close();
      connection.receivedBytes();
      connection.finish();
    }
  }

  /** The same message is the same frame, always: so each is opened only once. */
  private int number(byte[] frame) {
    return opened.computeIfAbsent(
        ByteBuffer.wrap(frame), unopened -> TestGateway.number(account.open(frame)));
  }
}
