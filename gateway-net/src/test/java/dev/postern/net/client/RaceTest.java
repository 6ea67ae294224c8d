package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.PacketMode;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.delivery.Delivery;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.delivery.Turn;
import dev.postern.net.wire.FinalMessage;
import dev.postern.net.wire.FramedSphinxPacket;
import dev.postern.net.wire.InvalidMessageException;
import dev.postern.net.wire.SurbAck;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.storage.Batch;
import dev.postern.storage.InboxStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Append against login, drain, confirmation, the end of a connection and takeover: in every order
 * that a few switches between threads can make, one after the other ({@link Turns}). The threads
 * are those of a gateway: one of the mixnet, which delivers; one of the store, which says durable;
 * an event loop for each connection.
 *
 * <p>If {@code Delivery} looked for the session before it appended, a message would stay behind for
 * a client that is here; if a session removed what it pushed, and not what was confirmed, a dropped
 * connection would lose it. Both were tried, and are found.
 */
class RaceTest {
  private static final int SWITCHES = Integer.getInteger("postern.race.switches", 2);
  private static final int MESSAGES = 3;
  private static final int CONTENT_BYTES = 64;
  private static final NodeAddress HOP = NodeAddress.of(new InetSocketAddress("10.1.2.3", 1789));

  private static ExecutorService threads;

  @BeforeAll
  static void startThreads() {
    threads = Executors.newCachedThreadPool();
  }

  @AfterAll
  static void stopThreads() {
    threads.shutdownNow();
  }

  private enum Disk {
    ROOMY,
    FULL
  }

  /** What the client on a connection does. */
  private enum Habit {
    /** Confirms what it gets. */
    CONFIRMS,
    /** Its network is gone, and nobody told us: it gets nothing, and says nothing. */
    IS_MUTE,
    /** Confirms the first push, and is gone. */
    DROPS
  }

  @Test
  void append_againstLogin_staysBehindForNobody() {
    explore(script -> new Scene(script, Disk.ROOMY).comes(Habit.CONFIRMS).play());
  }

  @Test
  void append_againstDrainAndConfirmation_isPushedOnce() {
    explore(script -> new Scene(script, Disk.ROOMY).isHere(Habit.CONFIRMS).play());
  }

  @Test
  void append_againstADropAndTheNextLogin_isPushedAgain() {
    explore(
        script -> new Scene(script, Disk.ROOMY).isHere(Habit.DROPS).comes(Habit.CONFIRMS).play());
  }

  @Test
  void append_againstTakeover_goesToTheOneThatLives() {
    explore(
        script -> new Scene(script, Disk.ROOMY).isHere(Habit.IS_MUTE).comes(Habit.CONFIRMS).play());
  }

  @Test
  void twoLogins_againstEachOther_oneGetsEverything() {
    explore(
        script -> new Scene(script, Disk.ROOMY).comes(Habit.CONFIRMS).comes(Habit.CONFIRMS).play());
  }

  @Test
  void withoutDiskSpace_againstADropAndTheNextLogin_noAckIsALie() {
    explore(
        script -> new Scene(script, Disk.FULL).isHere(Habit.DROPS).comes(Habit.CONFIRMS).play());
  }

  @Test
  void withoutDiskSpace_againstTakeover_noAckIsALie() {
    explore(
        script -> new Scene(script, Disk.FULL).isHere(Habit.IS_MUTE).comes(Habit.CONFIRMS).play());
  }

  private static void explore(Turns.Run run) {
    assertThat(Turns.all(SWITCHES, run)).as("interleavings").isGreaterThan(10 * SWITCHES);
  }

  /** A gateway, a client and its connections. */
  private static final class Scene {
    private final List<Integer> script;
    private final Turns turns;
    private final Disk disk;
    private final PointedStore store;
    private final OnlineClients online = new OnlineClients();
    private final Client account = Client.random();
    private final Set<Integer> acknowledged = new HashSet<>();
    private final Delivery delivery;
    private final List<Connection> connections = new ArrayList<>();

    Scene(List<Integer> script, Disk disk) {
      this.script = script;
      this.turns = new Turns(threads, script);
      this.disk = disk;
      this.store = new PointedStore(turns, disk == Disk.FULL);
      this.delivery =
          new Delivery(
              store.direct().clients(),
              store.inboxes(),
              online,
              ack -> {
                acknowledged.add(ack.packet().getInt(ack.packet().readerIndex()));
                ack.packet().release();
              },
              new SimpleMeterRegistry());
      TestGateway.register(store.direct(), account);
      turns.actor(this::deliverAll);
      turns.actor(this::settle);
    }

    Scene isHere(Habit habit) {
      Connection connection = new Connection(habit);
      connection.logIn();
      connection.look();
      assertThat(connection.in).isTrue();
      connections.add(connection);
      turns.actor(connection::live);
      return this;
    }

    Scene comes(Habit habit) {
      Connection connection = new Connection(habit);
      connections.add(connection);
      turns.actor(
          () -> {
            connection.logIn();
            connection.live();
          });
      return this;
    }

    Turns play() {
      try {
        turns.run();
        check();
      } catch (AssertionError e) {
        throw new AssertionError("with the script " + script, e);
      }
      connections.forEach(Connection::end);
      assertThat(online.count()).isZero();
      assertThat(store.inboxes().read(account.address(), InboxStore.BEFORE_ALL, 9, 9).join())
          .as("held for nobody")
          .isEqualTo(new Batch(List.of(), false));
      return turns;
    }

    private void check() {
      connections.forEach(Connection::check);
      Set<Integer> arrived = new HashSet<>();
      connections.forEach(connection -> arrived.addAll(connection.confirmed));
      List<Integer> all = IntStream.range(0, MESSAGES).boxed().toList();
      if (disk == Disk.ROOMY) {
        assertThat(acknowledged).containsExactlyInAnyOrderElementsOf(all);
      }
      assertThat(arrived).containsAll(acknowledged);
      assertThat(store.inboxes().usage(account.address()).messages()).isZero();
      assertThat(online.count()).as("who is here").isOne();
    }

    private void deliverAll() {
      for (int number = 0; number < MESSAGES; number++) {
        turns.point();
        deliver(number);
      }
    }

    private void deliver(int number) {
      ByteBuf plaintext = Unpooled.buffer(SurbAck.BYTES + CONTENT_BYTES);
      byte[] hop = new byte[SurbAck.ADDRESS_BYTES];
      HOP.write(hop, 0, SurbAck.ADDRESS_BYTES);
      plaintext.writeBytes(hop).writeInt(number).writeZero(SurbAck.BYTES - hop.length - 4);
      plaintext.writeInt(number).writeZero(CONTENT_BYTES - 4);
      try {
        FramedSphinxPacket frame =
            new FramedSphinxPacket(PacketSize.REGULAR, PacketMode.MIX, plaintext);
        Turn turn = new Turn();
        delivery.deliver(FinalMessage.split(frame, account.address(), plaintext), turn);
        turn.end();
      } catch (InvalidMessageException e) {
        throw new AssertionError(e);
      } finally {
        plaintext.release();
      }
    }

    private void settle() {
      for (int i = 0; i < MESSAGES; i++) {
        turns.await(store::isUnsettled);
        store.settleOne();
      }
    }

    /** One connection, its event loop, and the client at its other end. */
    private final class Connection {
      private final Habit habit;
      private final EmbeddedClient client =
          new EmbeddedClient(store, online, ClientOptions.defaults());
      private final List<Integer> got = new ArrayList<>();
      private final List<Integer> confirmed = new ArrayList<>();
      private boolean in;
      private boolean turnedAway;
      private boolean timeIsUp;

      Connection(Habit habit) {
        this.habit = habit;
      }

      void logIn() {
        client.sendText(account.authenticateText());
      }

      void live() {
        while (client.channel.isOpen()) {
          turns.await(this::hasWork);
          if (timeIsUp) {
            timeIsUp = false;
            client.advance(ClientOptions.defaults().confirmationTimeout());
          } else if (mayComeAgain()) {
            turnedAway = false;
            logIn();
          }
          look();
          turns.point();
        }
      }

      private boolean hasWork() {
        return client.channel.hasPendingTasks()
            || !client.channel.outboundMessages().isEmpty()
            || timeIsUp
            || mayComeAgain();
      }

      private boolean mayComeAgain() {
        return turnedAway && online.find(account.address()) == null;
      }

      void look() {
        for (RawWebSocket.Frame frame : client.received()) {
          if (frame.opcode() == RawWebSocket.TEXT) {
            answered(frame.text());
          } else if (frame.opcode() == RawWebSocket.BINARY) {
            got.add(ByteBuffer.wrap(account.open(frame.payload())).getInt());
          } else if (frame.opcode() == RawWebSocket.PING && client.channel.isOpen()) {
            pinged(frame.payload());
          }
        }
      }

      private void answered(String text) {
        in |= text.contains("\"status\":true");
        turnedAway |= text.contains("duplicate");
      }

      private void pinged(byte[] payload) {
        switch (habit) {
          case CONFIRMS -> confirm(payload);
          case DROPS -> {
            confirm(payload);
            client.channel.close().syncUninterruptibly();
          }
          case IS_MUTE -> timeIsUp = true; // for the pong; it was not to come
        }
      }

      private void confirm(byte[] payload) {
        got.stream().filter(number -> !confirmed.contains(number)).forEach(confirmed::add);
        client.send(RawWebSocket.frame(RawWebSocket.PONG, payload));
      }

      void check() {
        assertThat(got).as("in order, and nothing twice").isSorted().doesNotHaveDuplicates();
      }

      void end() {
        client.received();
        client.channel.finishAndReleaseAll();
      }
    }
  }
}
