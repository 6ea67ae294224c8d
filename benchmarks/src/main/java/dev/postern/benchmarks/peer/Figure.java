package dev.postern.benchmarks.peer;

/**
 * What one benchmark gave in one round.
 *
 * @param what was measured
 * @param micros for one operation: the median of the round's iterations or samples
 */
record Figure(Key what, double micros) {
  /**
   * What was measured.
   *
   * @param subject a JDK and an engine, such as {@code JDK 17.0.15, CONSCRYPT}, or a peer, such as
   *     {@code sphinx-packet-0.1.0}
   * @param version of the packets; a peer's makes only one in its benchmarks, and this is empty
   * @param benchmark such as {@code finalHop/REGULAR}
   */
  record Key(String subject, String version, String benchmark) {}
}
