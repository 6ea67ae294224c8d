package dev.postern.net.tls;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What became of new certificates; registered whether there is TLS or not. Thread-safe. */
public final class TlsMetrics {
  private static final String NAME = "postern.tls.reloads";
  private static final String OUTCOME = "outcome";

  final Counter loaded;
  final Counter refused;

  /** Registers the counters. */
  public TlsMetrics(MeterRegistry registry) {
    loaded = registry.counter(NAME, OUTCOME, "loaded");
    refused = registry.counter(NAME, OUTCOME, "refused");
  }
}
