package dev.postern.app.api;

import dev.postern.net.ReasonCounters;
import io.micrometer.core.instrument.MeterRegistry;

/** What the API was asked, and whom it did not listen to. Thread-safe. */
final class ApiMetrics {
  /** How a request was answered. */
  enum Answer {
    OK,
    /** No HTTP, or too long. */
    MALFORMED,
    METHOD,
    NOT_FOUND,
    /** There is such a document, but nothing to say in it yet. */
    UNAVAILABLE
  }

  /** Why a connection was closed by us before it was answered. */
  enum Closed {
    LIMIT,
    SOURCE_LIMIT,
    NETWORK_LIMIT,
    TIMEOUT,
    ERROR
  }

  final ReasonCounters<Answer> answers;
  final ReasonCounters<Closed> closed;

  ApiMetrics(MeterRegistry registry) {
    answers = new ReasonCounters<>(registry, "postern.api.answers", Answer.class);
    closed = new ReasonCounters<>(registry, "postern.api.closed", Closed.class);
  }
}
