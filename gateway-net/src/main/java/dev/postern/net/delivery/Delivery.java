package dev.postern.net.delivery;

import dev.postern.net.LogLimiter;
import dev.postern.net.MixPacket;
import dev.postern.net.PacketForwarder;
import dev.postern.net.StackLine;
import dev.postern.net.wire.FinalMessage;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.AppendOutcome;
import dev.postern.storage.Appended;
import dev.postern.storage.ClientRegistry;
import dev.postern.storage.InboxStore;
import dev.postern.storage.Refused;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way of a message to its client: append it to the inbox, wake the client's session if it
 * is here, and let the SURB-ack go when the store says durable. Whether the client is here changes
 * nothing of when the ack goes, so acks tell an observer nothing about who is connected.
 *
 * <p>A message for which the store has no room isn't lost on a client that is here: it is held in
 * memory, in its place of the inbox, and its ack goes when the client has confirmed it.
 *
 * <p>Clients of Nym 0.9 abort on a message that is shorter than their own are, and any stranger can
 * send one: for those whose keys are of that time it is dropped. Only what is short is worth the
 * question whose it is.
 *
 * <p>Thread-safe; blocks on nothing. A message that is refused, or that can't be made durable, gets
 * no ack: its sender sends it again.
 */
public final class Delivery {
  private static final Logger log = LoggerFactory.getLogger(Delivery.class);

  /** What a client that is here needn't suffer from. */
  private static final Set<Refused.Reason> NO_ROOM =
      Set.of(
          Refused.Reason.INBOX_FULL,
          Refused.Reason.STORE_FULL,
          Refused.Reason.DISK_FULL,
          Refused.Reason.STORE_FAILED);

  private final LegacyClients legacyClients;
  private final InboxStore inboxes;
  private final OnlineClients online;
  private final PacketForwarder forwarder;
  private final DeliveryMetrics metrics;
  private final PendingAcks pendingAcks = new PendingAcks();
  private final LogLimiter refusals = LogLimiter.ofPeers();
  private final LogLimiter failures = LogLimiter.ofPeers();
  private final LogLimiter defects = LogLimiter.ofPeers();

  /** Between a store, the sessions that are here, and the way out for acks. */
  public Delivery(
      ClientRegistry clients,
      InboxStore inboxes,
      OnlineClients online,
      PacketForwarder forwarder,
      MeterRegistry registry) {
    this.legacyClients = new LegacyClients(clients);
    this.inboxes = inboxes;
    this.online = online;
    this.forwarder = forwarder;
    this.metrics = new DeliveryMetrics(registry);
    Gauge.builder("postern.acks.pending", pendingAcks, PendingAcks::count).register(registry);
  }

  /**
   * Delivers a message. Borrows its bytes until it returns.
   *
   * @param turn that the caller ends when it has nothing more at hand: only then the client's
   *     session hears of the message
   */
  public void deliver(FinalMessage message, Turn turn) {
    if (message.isShort()) {
      deliverIfSurvived(message);
    } else {
      deliverWhole(message, turn);
    }
  }

  private void deliverWhole(FinalMessage message, Turn turn) {
    if (message instanceof FinalMessage.Ack ack) {
      deliverAck(ack, turn);
    } else if (message instanceof FinalMessage.Message ordinary) {
      deliverMessage(ordinary, turn);
    }
  }

  private void deliverIfSurvived(FinalMessage message) {
    CompletableFuture<Boolean> legacy = legacyClients.contain(message.destination());
    // Nearly always it is known already, and then nothing needs to outlive the packet.
    FinalMessage kept = legacy.isDone() ? message : message.copy();
    var unused =
        legacy.whenComplete(
            (isLegacy, failure) ->
                guarded("a short message", () -> deliverShort(kept, isLegacy, failure)));
  }

  private void deliverShort(
      FinalMessage message, @Nullable Boolean isLegacy, @Nullable Throwable failure) {
    if (failure != null) {
      metrics.messagesRefused.count(Refused.Reason.STORE_FAILED);
    } else if (Boolean.TRUE.equals(isLegacy)) {
      metrics.tooShort.count(
          message instanceof FinalMessage.Ack
              ? DeliveryMetrics.TooShort.ACK_LENGTH
              : DeliveryMetrics.TooShort.SHORT_MESSAGE);
    } else {
      Turn turn = new Turn();
      deliverWhole(message, turn);
      turn.end();
    }
  }

  private void deliverMessage(FinalMessage.Message message, Turn turn) {
    AppendOutcome outcome = append(message);
    if (outcome instanceof Refused refused) {
      if (!hold(message, refused)) {
        metrics.messagesRefused.count(refused.reason());
        logRefusal(refused);
      }
    } else if (outcome instanceof Appended appended) {
      metrics.messagesAppended.increment();
      acknowledgeOnceSafe(
          appended, message.surbAck().toMixPacket(), metrics.messagesDurable, this::notDurable);
      ClientSession session = online.find(message.destination());
      if (session != null) {
        turn.arrivedFor(session);
      }
    }
  }

  /**
   * Either the session sees the message in the inbox, or it has ended and nothing stays behind: it
   * leaves first and has the inbox let go then; we hold first and look for it then.
   */
  private boolean hold(FinalMessage.Message message, Refused refused) {
    DestinationAddress client = message.destination();
    if (!NO_ROOM.contains(refused.reason()) || online.find(client) == null) {
      return false;
    }
    ByteBuf content = message.content();
    AppendOutcome outcome =
        inboxes.hold(client, content.array(), arrayIndex(content), content.readableBytes());
    if (!(outcome instanceof Appended held)) {
      return false;
    }
    metrics.messagesHeld.increment();
    acknowledgeOnceSafe(
        held,
        message.surbAck().toMixPacket(),
        metrics.messagesHeldConfirmed,
        clientLeft -> metrics.messagesHeldLetGo.increment());
    ClientSession session = online.find(client);
    if (session != null) {
      session.wake();
    } else {
      inboxes.letGo(client);
    }
    return true;
  }

  private void acknowledgeOnceSafe(
      Appended appended, MixPacket ack, Counter safe, Consumer<Throwable> failed) {
    pendingAcks.begin();
    var unused =
        appended
            .safe()
            .whenComplete(
                (done, failure) -> {
                  try {
                    guarded("an ack", () -> acknowledge(ack, failure, safe, failed));
                  } finally {
                    pendingAcks.end();
                  }
                });
  }

  /** In a future, which would swallow it. */
  private void guarded(String what, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      defects.log(
          more ->
              log.error(
                  "{} was lost to a defect of ours ({} more): {}", what, more, StackLine.of(e)));
    }
  }

  // On a thread of the store, on that of a client's session, or on ours if it was safe at once.
  private void acknowledge(
      MixPacket ack, @Nullable Throwable failure, Counter safe, Consumer<Throwable> failed) {
    if (failure == null) {
      safe.increment();
      forwarder.forward(ack);
    } else {
      ack.packet().release();
      failed.accept(failure);
    }
  }

  private void notDurable(Throwable failure) {
    metrics.messagesNotDurable.increment();
    failures.log(
        more ->
            log.error(
                "a message could not be made durable and gets no ack ({} more since the last"
                    + " line): {}",
                more,
                StackLine.of(failure)));
  }

  private void deliverAck(FinalMessage.Ack ack, Turn turn) {
    ByteBuf content = ack.content();
    ClientSession session = online.find(ack.destination());
    if (session != null
        && session.pushAck(content.array(), arrayIndex(content), content.readableBytes())) {
      metrics.acksPushed.increment();
      return;
    }
    AppendOutcome outcome = append(ack);
    if (outcome instanceof Refused refused) {
      metrics.acksRefused.count(refused.reason());
      logRefusal(refused);
      return;
    }
    metrics.acksAppended.increment();
    // The session may have come since we looked, or its socket may have been full: then it has to
    // look into its inbox.
    ClientSession now = online.find(ack.destination());
    if (now != null) {
      turn.arrivedFor(now);
    }
  }

  private AppendOutcome append(FinalMessage message) {
    ByteBuf content = message.content();
    return inboxes.append(
        message.destination(), content.array(), arrayIndex(content), content.readableBytes());
  }

  private static int arrayIndex(ByteBuf content) {
    return content.arrayOffset() + content.readerIndex();
  }

  private void logRefusal(Refused refused) {
    // Whoever isn't known is the sender's mistake, and counted.
    if (refused.reason() != Refused.Reason.UNKNOWN_CLIENT) {
      refusals.log(
          more ->
              log.warn(
                  "a message was refused by the store: {} ({} more since the last line)",
                  refused.reason(),
                  more));
    }
  }

  /**
   * Waits until every message that was appended is durable, or has failed, every one that was held
   * is confirmed, or was let go, and the acks are with the forwarder; for a clean stop, once
   * nothing comes in any more. Blocks.
   *
   * @return false if the time was up first
   */
  public boolean awaitAcks(Duration limit) throws InterruptedException {
    return pendingAcks.awaitNone(limit);
  }
}
