package dev.postern.net.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.util.SecretBytes;
import dev.postern.net.FrameForm;
import dev.postern.net.PacketMode;
import dev.postern.net.RecordingForwarder;
import dev.postern.net.RecordingForwarder.Forwarded;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.net.wire.FinalMessage;
import dev.postern.net.wire.FramedSphinxPacket;
import dev.postern.net.wire.InvalidMessageException;
import dev.postern.net.wire.SurbAck;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.storage.Appended;
import dev.postern.storage.ClientRegistry;
import dev.postern.storage.MemoryStore;
import dev.postern.storage.Refused;
import dev.postern.storage.Registration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryTest {
  private static final DestinationAddress CLIENT = DestinationAddress.read(new byte[32], 0);
  private static final NodeAddress HOP = NodeAddress.of(new InetSocketAddress("10.1.2.3", 1789));

  private final ScriptedInboxes inboxes = new ScriptedInboxes();
  private final OnlineClients online = new OnlineClients();
  private final RecordingForwarder forwarder = new RecordingForwarder();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MemoryStore store = new MemoryStore();
  private final Delivery delivery =
      new Delivery(store.clients(), inboxes, online, forwarder, registry);
  private final byte[] plaintext = new byte[SurbAck.BYTES + 100];
  private final CompletableFuture<Void> durable = new CompletableFuture<>();

  @BeforeEach
  void fillPlaintext() {
    new Random(1).nextBytes(plaintext);
    HOP.write(plaintext, 0, SurbAck.ADDRESS_BYTES);
  }

  @AfterEach
  void nothingIsPending() throws InterruptedException {
    durable.complete(null);
    assertThat(delivery.awaitAcks(Duration.ZERO)).isTrue();
  }

  @Test
  void deliver_message_isAppendedWhole() throws InvalidMessageException {
    inboxes.answer(new Appended(1, durable));
    deliverMessage(PacketMode.MIX);
    assertThat(inboxes.owners()).containsExactly(CLIENT);
    assertThat(inboxes.contents())
        .containsExactly(Arrays.copyOfRange(plaintext, SurbAck.BYTES, plaintext.length));
  }

  @ParameterizedTest
  @EnumSource
  void deliver_message_ackGoesWhenItIsDurableAndNotBefore(PacketMode mode)
      throws InvalidMessageException {
    inboxes.answer(new Appended(1, durable));
    deliverMessage(mode);
    assertThat(forwarder.forwarded()).isEmpty();

    durable.complete(null);

    assertThat(forwarder.forwarded())
        .singleElement()
        .satisfies(
            ack -> {
              assertThat(ack.packet().nextHop()).isEqualTo(HOP);
              assertThat(ack.packet().size()).isEqualTo(PacketSize.ACK);
              assertThat(ack.packet().mode()).isEqualTo(mode);
              assertThat(ack.bytes())
                  .isEqualTo(Arrays.copyOfRange(plaintext, SurbAck.ADDRESS_BYTES, SurbAck.BYTES));
            });
  }

  @Test
  void deliver_onlineClient_isWokenBeforeTheMessageIsDurable() throws InvalidMessageException {
    RecordingSession session = joinedSession(true);
    inboxes.answer(new Appended(1, durable));
    deliverMessage(PacketMode.MIX);
    assertThat(session.wakes).isEqualTo(1);
    assertThat(forwarder.forwarded()).isEmpty();
  }

  @Test
  void deliver_inATurn_wakesTheClientOnlyAtItsEnd() throws InvalidMessageException {
    RecordingSession session = joinedSession(true);
    inboxes.answer(new Appended(1, durable));
    ByteBuf buffer = ByteBufAllocator.DEFAULT.heapBuffer().writeBytes(plaintext);
    FramedSphinxPacket frame = new FramedSphinxPacket(PacketSize.REGULAR, PacketMode.MIX, buffer);
    Turn turn = new Turn();

    delivery.deliver(FinalMessage.split(frame, CLIENT, buffer), turn);
    buffer.release();
    assertThat(session.wakes).isZero();
    turn.end();
    assertThat(session.wakes).isEqualTo(1);
    turn.end();
    assertThat(session.wakes).isEqualTo(1);
  }

  @Test
  void deliver_notDurable_getsNoAck() throws InvalidMessageException {
    inboxes.answer(new Appended(1, durable));
    deliverMessage(PacketMode.MIX);

    durable.completeExceptionally(new IOException("disk"));

    assertThat(forwarder.forwarded()).isEmpty();
    assertThat(count("postern.messages.not_durable")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void deliver_refusedMessage_isCountedAndGetsNoAck(Refused.Reason reason)
      throws InvalidMessageException {
    inboxes.answer(new Refused(reason));

    deliverMessage(PacketMode.MIX);

    assertThat(forwarder.forwarded()).isEmpty();
    assertThat(inboxes.held()).as("nobody is here").isEmpty();
    assertThat(refused("postern.messages.refused", reason)).isEqualTo(1);
  }

  @Test
  void deliver_ackForOnlineClient_isPushedPastTheInbox() throws InvalidMessageException {
    RecordingSession session = joinedSession(true);

    deliverAck();

    assertThat(session.acks).containsExactly(Arrays.copyOf(plaintext, FinalMessage.ACK_BYTES));
    assertThat(inboxes.contents()).isEmpty();
    assertThat(count("postern.acks.pushed")).isEqualTo(1);
  }

  @Test
  void deliver_ackForAbsentClient_isAppendedAndNotWaitedFor() throws Exception {
    inboxes.answer(new Appended(1, durable));
    deliverAck();
    assertThat(inboxes.contents())
        .containsExactly(Arrays.copyOf(plaintext, FinalMessage.ACK_BYTES));
    assertThat(delivery.awaitAcks(Duration.ZERO)).isTrue();
    assertThat(forwarder.forwarded()).isEmpty();
  }

  @Test
  void deliver_ackThatTheSocketCantTake_isAppendedAndTheSessionWoken()
      throws InvalidMessageException {
    RecordingSession session = joinedSession(false);
    inboxes.answer(new Appended(1, durable));
    deliverAck();
    assertThat(inboxes.contents()).hasSize(1);
    assertThat(session.wakes).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void deliver_refusedAck_isCounted(Refused.Reason reason) throws InvalidMessageException {
    inboxes.answer(new Refused(reason));
    deliverAck();
    assertThat(refused("postern.acks.refused", reason)).isEqualTo(1);
  }

  private enum Keys {
    LEGACY(32),
    LATER(33);

    private final int bytes;

    Keys(int bytes) {
      this.bytes = bytes;
    }
  }

  private void register(Keys keys) {
    SecretBytes secret = SecretBytes.copyFrom(new byte[keys.bytes], InsecureSecretKeyAccess.get());
    store.clients().register(new Registration(CLIENT, secret, Instant.EPOCH, Instant.EPOCH)).join();
  }

  /** Stock clients of 0.9 abort on it, and any stranger can send it. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 21, 31})
  void deliver_shortMessage_forLegacyKeys_isDroppedByNameWithoutAck(int length)
      throws InvalidMessageException {
    register(Keys.LEGACY);
    deliver(PacketSize.REGULAR, Arrays.copyOf(plaintext, SurbAck.BYTES + length), PacketMode.MIX);
    assertThat(inboxes.contents()).isEmpty();
    assertThat(forwarder.forwarded()).isEmpty();
    assertThat(dropped("short_message")).isOne();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 21, 31})
  void deliver_shortMessage_forLaterKeys_isDeliveredAndAcked(int length)
      throws InvalidMessageException {
    register(Keys.LATER);
    inboxes.answer(new Appended(1, CompletableFuture.completedFuture(null)));
    byte[] bytes = Arrays.copyOf(plaintext, SurbAck.BYTES + length);
    deliver(PacketSize.REGULAR, bytes, PacketMode.MIX);
    assertThat(inboxes.contents())
        .containsExactly(Arrays.copyOfRange(bytes, SurbAck.BYTES, bytes.length));
    assertThat(forwarder.forwarded()).hasSize(1);
    assertThat(dropped("short_message")).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 20})
  void deliver_ackOfAnotherLength_isForLaterKeysOnly(int length) throws InvalidMessageException {
    RecordingSession session = joinedSession(true);
    register(Keys.LEGACY);
    deliver(PacketSize.ACK, Arrays.copyOf(plaintext, length), PacketMode.MIX);
    assertThat(session.acks).isEmpty();
    assertThat(dropped("ack_length")).isOne();

    register(Keys.LATER);
    deliver(PacketSize.ACK, Arrays.copyOf(plaintext, length), PacketMode.MIX);
    assertThat(session.acks).containsExactly(Arrays.copyOf(plaintext, length));
  }

  @Test
  void deliver_shortMessage_forNobody_isRefusedLikeOthers() throws InvalidMessageException {
    inboxes.answer(new Refused(Refused.Reason.UNKNOWN_CLIENT));
    deliver(PacketSize.REGULAR, Arrays.copyOf(plaintext, SurbAck.BYTES), PacketMode.MIX);
    assertThat(refused("postern.messages.refused", Refused.Reason.UNKNOWN_CLIENT)).isOne();
    assertThat(dropped("short_message")).isZero();
  }

  @Test
  void deliver_shortMessage_storeThatFails_isRefused() throws InvalidMessageException {
    store.close();
    deliver(PacketSize.REGULAR, Arrays.copyOf(plaintext, SurbAck.BYTES), PacketMode.MIX);
    assertThat(inboxes.contents()).isEmpty();
    assertThat(refused("postern.messages.refused", Refused.Reason.STORE_FAILED)).isOne();
  }

  /** A store of an embedder's may take its time; the packet is gone until then. */
  @Test
  void deliver_shortMessage_storeThatAnswersLater_isDeliveredThen() throws InvalidMessageException {
    SlowRegistry slow = new SlowRegistry();
    Delivery patient = new Delivery(slow, inboxes, online, forwarder, new SimpleMeterRegistry());
    inboxes.answer(new Appended(1, CompletableFuture.completedFuture(null)));
    byte[] bytes = Arrays.copyOf(plaintext, SurbAck.BYTES + 3);
    deliver(patient, PacketSize.REGULAR, bytes, PacketMode.MIX);
    assertThat(inboxes.contents()).isEmpty();

    slow.answer.complete(Optional.empty());

    assertThat(inboxes.contents())
        .containsExactly(Arrays.copyOfRange(bytes, SurbAck.BYTES, bytes.length));
    assertThat(forwarder.forwarded())
        .extracting(Forwarded::bytes)
        .containsExactly(Arrays.copyOfRange(bytes, SurbAck.ADDRESS_BYTES, SurbAck.BYTES));
  }

  /** Nobody is asked whose a message of the usual length is. */
  @Test
  void deliver_message_asksNoRegistry() throws InvalidMessageException {
    Delivery incurious =
        new Delivery(new SlowRegistry(), inboxes, online, forwarder, new SimpleMeterRegistry());
    inboxes.answer(new Appended(1, CompletableFuture.completedFuture(null)));
    deliver(incurious, PacketSize.REGULAR, plaintext, PacketMode.MIX);
    assertThat(forwarder.forwarded()).hasSize(1);
  }

  private static final class SlowRegistry implements ClientRegistry {
    private final CompletableFuture<Optional<Registration>> answer = new CompletableFuture<>();

    @Override
    public CompletableFuture<Optional<Registration>> find(DestinationAddress client) {
      return answer;
    }

    @Override
    public CompletableFuture<Void> register(Registration registration) {
      throw new AssertionError("delivery registers nobody");
    }

    @Override
    public boolean proven(DestinationAddress client, long unixSeconds) {
      throw new AssertionError("delivery proves nothing");
    }

    @Override
    public CompletableFuture<Void> forget(DestinationAddress client) {
      throw new AssertionError("delivery forgets nobody");
    }

    @Override
    public void used(DestinationAddress client, Instant when) {
      throw new AssertionError("delivery notes nothing");
    }

    @Override
    public long count() {
      return 1;
    }
  }

  @ParameterizedTest
  @EnumSource
  void deliver_message_ackSaysWhatItsCarrierSaid(FrameForm form) throws InvalidMessageException {
    inboxes.answer(new Appended(1, CompletableFuture.completedFuture(null)));
    ByteBuf buffer = ByteBufAllocator.DEFAULT.heapBuffer().writeBytes(plaintext);
    FramedSphinxPacket carrier =
        new FramedSphinxPacket(
            PacketSize.EXTENDED_16, PacketMode.VPN, SphinxKeyRotation.EVEN, form, buffer);
    Turn turn = new Turn();
    delivery.deliver(FinalMessage.split(carrier, CLIENT, buffer), turn);
    turn.end();
    buffer.release();
    assertThat(forwarder.forwarded())
        .singleElement()
        .satisfies(
            ack -> {
              assertThat(ack.packet().size()).isEqualTo(PacketSize.ACK);
              assertThat(ack.packet().mode()).isEqualTo(PacketMode.VPN);
              assertThat(ack.packet().rotation()).isEqualTo(SphinxKeyRotation.EVEN);
              assertThat(ack.packet().form()).isEqualTo(form);
            });
  }

  private double dropped(String reason) {
    return registry.get("postern.packets.dropped").tag("reason", reason).counter().count();
  }

  /** Or a clean stop would wait in vain. */
  @Test
  void awaitAcks_ackThatAForwarderThrewAt_isNotWaitedFor() throws Exception {
    Delivery throwing =
        new Delivery(
            store.clients(),
            inboxes,
            online,
            ack -> {
              ack.packet().release();
              throw new AssertionError("a defect");
            },
            new SimpleMeterRegistry());
    inboxes.answer(new Appended(1, CompletableFuture.completedFuture(null)));
    deliver(throwing, PacketSize.REGULAR, plaintext, PacketMode.MIX);
    assertThat(throwing.awaitAcks(Duration.ZERO)).isTrue();
  }

  @Test
  void awaitAcks_undecidedMessage_waitsForIt() throws Exception {
    inboxes.answer(new Appended(1, durable));
    deliverMessage(PacketMode.MIX);
    assertThat(delivery.awaitAcks(Duration.ofMillis(1))).isFalse();

    Thread disk = new Thread(() -> durable.complete(null));
    disk.start();

    assertThat(delivery.awaitAcks(Duration.ofSeconds(30))).isTrue();
    assertThat(forwarder.forwarded()).hasSize(1);
    disk.join();
  }

  private void deliverMessage(PacketMode mode) throws InvalidMessageException {
    deliver(PacketSize.REGULAR, plaintext, mode);
  }

  private void deliverAck() throws InvalidMessageException {
    deliver(PacketSize.ACK, Arrays.copyOf(plaintext, FinalMessage.ACK_BYTES), PacketMode.MIX);
  }

  private void deliver(PacketSize size, byte[] bytes, PacketMode mode)
      throws InvalidMessageException {
    deliver(delivery, size, bytes, mode);
  }

  /** As the handler does: what is delivered is gone when the call returns. */
  private static void deliver(Delivery delivery, PacketSize size, byte[] bytes, PacketMode mode)
      throws InvalidMessageException {
    ByteBuf buffer = ByteBufAllocator.DEFAULT.heapBuffer().writeZero(7).writeBytes(bytes);
    try {
      ByteBuf plain = buffer.slice(7, bytes.length);
      FramedSphinxPacket frame = new FramedSphinxPacket(size, mode, plain);
      Turn turn = new Turn();
      delivery.deliver(FinalMessage.split(frame, CLIENT, plain), turn);
      turn.end();
    } finally {
      buffer.setZero(0, buffer.capacity());
      assertThat(buffer.release()).as("delivery kept no reference").isTrue();
    }
  }

  private RecordingSession joinedSession(boolean takesAcks) {
    RecordingSession session = new RecordingSession(takesAcks);
    assertThat(online.join(CLIENT, session)).isTrue();
    return session;
  }

  private double count(String name) {
    return registry.get(name).counter().count();
  }

  private double refused(String name, Refused.Reason reason) {
    return registry
        .get(name)
        .tag("reason", reason.name().toLowerCase(Locale.ROOT))
        .counter()
        .count();
  }

  private static final class RecordingSession implements ClientSession {
    private final boolean takesAcks;
    private final List<byte[]> acks = new ArrayList<>();
    private int wakes;

    RecordingSession(boolean takesAcks) {
      this.takesAcks = takesAcks;
    }

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
      if (takesAcks) {
        acks.add(Arrays.copyOfRange(source, offset, offset + length));
      }
      return takesAcks;
    }

    @Override
    public CompletableFuture<Boolean> probe(Duration patience) {
      throw new AssertionError("delivery asks nobody");
    }
  }
}
