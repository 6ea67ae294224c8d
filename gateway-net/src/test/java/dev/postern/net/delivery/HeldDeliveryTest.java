package dev.postern.net.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.PacketMode;
import dev.postern.net.RecordingForwarder;
import dev.postern.net.wire.FinalMessage;
import dev.postern.net.wire.FramedSphinxPacket;
import dev.postern.net.wire.InvalidMessageException;
import dev.postern.net.wire.SurbAck;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.storage.Appended;
import dev.postern.storage.MemoryStore;
import dev.postern.storage.Refused;
import dev.postern.storage.Refused.Reason;
import dev.postern.storage.StoreException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages that the store has no room for, and whose client is here. */
class HeldDeliveryTest {
  private static final DestinationAddress CLIENT = DestinationAddress.read(new byte[32], 0);
  private static final NodeAddress HOP = NodeAddress.of(new InetSocketAddress("10.1.2.3", 1789));

  private final ScriptedInboxes inboxes = new ScriptedInboxes();
  private final OnlineClients online = new OnlineClients();
  private final RecordingForwarder forwarder = new RecordingForwarder();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Delivery delivery =
      new Delivery(new MemoryStore().clients(), inboxes, online, forwarder, registry);
  private final byte[] plaintext = new byte[SurbAck.BYTES + 100];
  private final CompletableFuture<Void> confirmed = new CompletableFuture<>();
  private final WokenSession session = new WokenSession();

  @BeforeEach
  void clientIsHere() {
    new Random(1).nextBytes(plaintext);
    HOP.write(plaintext, 0, SurbAck.ADDRESS_BYTES);
    online.join(CLIENT, session);
  }

  @AfterEach
  void nothingIsPending() throws InterruptedException {
    confirmed.complete(null);
    assertThat(delivery.awaitAcks(Duration.ZERO)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"INBOX_FULL", "STORE_FULL", "DISK_FULL", "STORE_FAILED"})
  void noRoom_isHeld_andAcknowledgedWhenTheClientHasConfirmed(Reason reason)
      throws InvalidMessageException {
    inboxes.answer(new Refused(reason));
    inboxes.answerHold(new Appended(1, confirmed), () -> {});
    deliver();
    assertThat(inboxes.held())
        .containsExactly(Arrays.copyOfRange(plaintext, SurbAck.BYTES, plaintext.length));
    assertThat(session.wakes).isOne();
    assertThat(forwarder.forwarded()).isEmpty();
    assertThat(count("postern.messages.held")).isOne();
    assertThat(refused(reason)).isZero();
    assertThat(inboxes.letGo()).isEmpty();

    confirmed.complete(null);

    assertThat(forwarder.forwarded()).hasSize(1);
    assertThat(count("postern.messages.held.confirmed")).isOne();
    assertThat(count("postern.messages.durable")).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"UNKNOWN_CLIENT", "OVERLOADED"})
  void refusedForAnotherReason_isNotHeld(Reason reason) throws InvalidMessageException {
    inboxes.answer(new Refused(reason));
    deliver();
    assertThat(inboxes.held()).isEmpty();
    assertThat(refused(reason)).isOne();
  }

  @Test
  void holdIsRefused_countsAsTheFirstRefusal() throws InvalidMessageException {
    inboxes.answer(new Refused(Reason.DISK_FULL));
    inboxes.answerHold(new Refused(Reason.OVERLOADED), () -> {});
    deliver();
    assertThat(refused(Reason.DISK_FULL)).isOne();
    assertThat(refused(Reason.OVERLOADED)).isZero();
    assertThat(count("postern.messages.held")).isZero();
    assertThat(session.wakes).isZero();
  }

  @Test
  void clientLeaves_itsMessageGetsNoAck() throws InvalidMessageException {
    inboxes.answer(new Refused(Reason.DISK_FULL));
    inboxes.answerHold(new Appended(1, confirmed), () -> {});
    deliver();
    confirmed.completeExceptionally(new StoreException("its client left"));
    assertThat(forwarder.forwarded()).isEmpty();
    assertThat(count("postern.messages.held.let_go")).isOne();
    assertThat(count("postern.messages.not_durable")).isZero();
  }

  /** The session's end had the inbox let go before we held: so we do it. */
  @Test
  void clientLeavesMeanwhile_nothingStaysBehind() throws InvalidMessageException {
    inboxes.answer(new Refused(Reason.DISK_FULL));
    inboxes.answerHold(new Appended(1, confirmed), () -> online.leave(CLIENT, session));
    deliver();
    assertThat(inboxes.letGo()).containsExactly(CLIENT);
    assertThat(session.wakes).isZero();
  }

  @Test
  void newSessionMeanwhile_isWoken() throws InvalidMessageException {
    WokenSession other = new WokenSession();
    inboxes.answer(new Refused(Reason.DISK_FULL));
    inboxes.answerHold(
        new Appended(1, confirmed),
        () -> {
          online.leave(CLIENT, session);
          online.join(CLIENT, other);
        });
    deliver();
    assertThat(inboxes.letGo()).isEmpty();
    assertThat(other.wakes).isOne();
  }

  private void deliver() throws InvalidMessageException {
    ByteBuf buffer = ByteBufAllocator.DEFAULT.heapBuffer().writeBytes(plaintext);
    try {
      FramedSphinxPacket frame = new FramedSphinxPacket(PacketSize.REGULAR, PacketMode.MIX, buffer);
      Turn turn = new Turn();
      delivery.deliver(FinalMessage.split(frame, CLIENT, buffer), turn);
      turn.end();
    } finally {
      buffer.release();
    }
  }

  private double count(String name) {
    return registry.get(name).counter().count();
  }

  private double refused(Reason reason) {
    return registry
        .get("postern.messages.refused")
        .tag("reason", reason.name().toLowerCase(Locale.ROOT))
        .counter()
        .count();
  }

  private static final class WokenSession implements ClientSession {
    private int wakes;

    @Override
    public CompletableFuture<Boolean> makeWay() {
      throw new AssertionError("delivery ends no sessions");
    }

    @Override
    public void wake() {
      wakes++;
    }

    @Override
    public boolean pushAck(byte[] source, int offset, int length) {
      throw new AssertionError("not an ack");
    }

    @Override
    public CompletableFuture<Boolean> probe(Duration patience) {
      throw new AssertionError("delivery asks nobody");
    }
  }
}
