package dev.postern.net.nym2025;

import java.util.OptionalInt;

/**
 * The numbers by which clients and gateways say what they speak (the later generations' spec §1),
 * and the rule by which every client ever released can be answered: with its own number, lowered to
 * ours; never a higher one, and none if it gave none.
 */
final class ProtocolNumbers {
  /** The first one with GCM-SIV keys. */
  static final int GCM_SIV = 3;

  /** The first one with signed logins. */
  static final int SIGNED_LOGIN = 4;

  /** Ours, and the highest there is. */
  static final int NEWEST = 6;

  private ProtocolNumbers() {}

  /** The number of the answer to a request with that number. */
  static int answering(int proposed) {
    return Math.min(proposed, NEWEST);
  }

  /** The same where a request need not have one. */
  static OptionalInt answering(OptionalInt proposed) {
    return proposed.isPresent() ? OptionalInt.of(answering(proposed.getAsInt())) : proposed;
  }
}
