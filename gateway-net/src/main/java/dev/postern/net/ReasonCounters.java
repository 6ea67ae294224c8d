package dev.postern.net;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * One counter for each reason of a closed list, all registered before the first is counted, so that
 * a reason that never happened reads 0. Thread-safe.
 */
public final class ReasonCounters<R extends Enum<R>> {
  private final Map<R, Counter> counters;

  /**
   * Registers {@code name{reason="…"}} for every constant.
   *
   * @param reasons the enum
   */
  public ReasonCounters(MeterRegistry registry, String name, Class<R> reasons) {
    counters = new EnumMap<>(reasons);
    for (R reason : reasons.getEnumConstants()) {
      counters.put(
          reason,
          Counter.builder(name)
              .tag("reason", reason.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  /** One more. */
  public void count(R reason) {
    of(reason).increment();
  }

  /** The counter of one reason. */
  public Counter of(R reason) {
    Counter counter = counters.get(reason);
    if (counter == null) {
      throw new AssertionError("every reason was registered");
    }
    return counter;
  }
}
