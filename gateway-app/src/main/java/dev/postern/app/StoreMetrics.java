package dev.postern.app;

import dev.postern.storage.journal.JournalStore;
import dev.postern.storage.journal.StoreStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/**
 * How the durable store is doing. The store counts for itself; a meter asks it when somebody reads
 * the meter, and holds it only weakly.
 */
final class StoreMetrics {
  private final JournalStore store;
  private final MeterRegistry registry;

  private StoreMetrics(JournalStore store, MeterRegistry registry) {
    this.store = store;
    this.registry = registry;
  }

  static void register(JournalStore store, MeterRegistry registry) {
    StoreMetrics metrics = new StoreMetrics(store, registry);
    metrics.gaugeOfAll("postern.store.messages", all -> all.inboxes().usage().messages());
    metrics.gaugeOfAll("postern.store.bytes", all -> all.inboxes().usage().bytes());
    metrics.gauge("postern.store.segments", StoreStatus::segments);
    metrics.gauge("postern.store.journal.bytes", StoreStatus::journalBytes);
    metrics.gauge("postern.store.live.bytes", StoreStatus::liveBytes);
    metrics.gauge("postern.store.waiting.bytes", StoreStatus::waitingBytes);
    metrics.counter("postern.store.groups", StoreStatus::groups);
    metrics.counter("postern.store.damaged", StoreStatus::damaged);
    metrics.counter("postern.store.expired.messages", StoreStatus::expiredMessages);
    metrics.counter("postern.store.expired.registrations", StoreStatus::expiredRegistrations);
    metrics.gauge("postern.store.held.messages", StoreStatus::heldMessages);
    metrics.gauge("postern.store.disk_full", status -> status.diskFull() ? 1 : 0);
    metrics.counter("postern.store.condemned", StoreStatus::condemned);
    metrics.gauge("postern.store.suspended", status -> status.suspended() ? 1 : 0);
    metrics.counter("postern.store.suspensions", StoreStatus::suspensions);
    metrics.gauge("postern.store.failed", status -> status.failed() ? 1 : 0);
    metrics.gaugeOfAll("postern.replays.tags", all -> all.replayFigures().tags());
    metrics.gaugeOfAll("postern.replays.folded", all -> all.replayFigures().foldedTags());
    metrics.gaugeOfAll("postern.replays.bytes", all -> all.replayFigures().bytes());
    metrics.gaugeOfAll("postern.replays.waiting", all -> all.replayFigures().waitingTags());
    metrics.gaugeOfAll("postern.replays.false_rate", all -> all.replayFigures().falseRate());
    metrics.counterOfAll("postern.replays.perhaps_seen", all -> all.replayFigures().perhapsSeen());
    metrics.counterOfAll("postern.replays.no_room", all -> all.replayFigures().refusedForRoom());
    metrics.counterOfAll("postern.replays.failures", all -> all.replayFigures().failures());
  }

  private void gauge(String name, ToDoubleFunction<StoreStatus> value) {
    gaugeOfAll(name, all -> value.applyAsDouble(all.status()));
  }

  private void gaugeOfAll(String name, ToDoubleFunction<JournalStore> value) {
    Gauge.builder(name, store, value).register(registry);
  }

  private void counter(String name, ToDoubleFunction<StoreStatus> value) {
    counterOfAll(name, all -> value.applyAsDouble(all.status()));
  }

  private void counterOfAll(String name, ToDoubleFunction<JournalStore> value) {
    FunctionCounter.builder(name, store, value).register(registry);
  }
}
