package dev.postern.net.delivery;

import dev.postern.net.ReasonCounters;
import dev.postern.storage.Refused;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What became of messages and acks for our clients. Thread-safe. */
final class DeliveryMetrics {
  /** Why a message that came whole was dropped: its client has keys of 0.9, and would abort. */
  enum TooShort {
    /** The message is shorter than any that a client makes. */
    SHORT_MESSAGE,
    /** The message of an ack packet isn't exactly as long as an ack is. */
    ACK_LENGTH
  }

  final ReasonCounters<TooShort> tooShort;
  final Counter messagesAppended;
  final Counter messagesDurable;
  final Counter messagesNotDurable;
  final ReasonCounters<Refused.Reason> messagesRefused;
  final Counter messagesHeld;
  final Counter messagesHeldConfirmed;
  final Counter messagesHeldLetGo;
  final Counter acksPushed;
  final Counter acksAppended;
  final ReasonCounters<Refused.Reason> acksRefused;

  DeliveryMetrics(MeterRegistry registry) {
    tooShort = new ReasonCounters<>(registry, "postern.packets.dropped", TooShort.class);
    messagesAppended = registry.counter("postern.messages.appended");
    messagesDurable = registry.counter("postern.messages.durable");
    messagesNotDurable = registry.counter("postern.messages.not_durable");
    messagesRefused =
        new ReasonCounters<>(registry, "postern.messages.refused", Refused.Reason.class);
    messagesHeld = registry.counter("postern.messages.held");
    messagesHeldConfirmed = registry.counter("postern.messages.held.confirmed");
    messagesHeldLetGo = registry.counter("postern.messages.held.let_go");
    acksPushed = registry.counter("postern.acks.pushed");
    acksAppended = registry.counter("postern.acks.appended");
    acksRefused = new ReasonCounters<>(registry, "postern.acks.refused", Refused.Reason.class);
  }
}
