package dev.postern.net;

/**
 * How much a listener admits of those whom it doesn't know yet.
 *
 * @param connections open at a time
 * @param perSource of them from one address
 * @param perNetwork of them from one IPv4 /24 or IPv6 /48
 */
public record AdmissionLimits(int connections, int perSource, int perNetwork) {
  /** 20,000, 2,000, 4,000. */
  public static AdmissionLimits defaults() {
    return new AdmissionLimits(20_000, 2_000, 4_000);
  }

  /** Throws IllegalArgumentException unless everything is above zero. */
  public AdmissionLimits {
    if (connections < 1 || perSource < 1 || perNetwork < 1) {
      throw new IllegalArgumentException("limits of connections must be above zero");
    }
  }
}
