package dev.postern.net.nym2025;

import dev.postern.net.nym2025.HandshakeMessage.HandshakeError;
import dev.postern.net.nym2025.RegistrationHandshake.Refused;
import dev.postern.net.wire.Words;

/**
 * What is said to those who aren't let in, in the reference's words. The connection ends behind it:
 * a client that has heard an error waits for nothing more.
 */
final class Refusals {
  /** A text before login that is none of a login. */
  static final Words NO_LOGIN = error("Only 'Register' or 'Authenticate' requests are allowed");

  /** A binary frame before login. */
  static final Words BINARY =
      error(
          "possibly received a sphinx packet without prior authentication. Request is going to be"
              + " ignored");

  private static final String IS_CONNECTED = "There is already an open connection to this client";
  private static final String NO_STORE = "Internal gateway storage error";

  /** A login by a client that is connected, and lives there. */
  static final Words DUPLICATE = error(IS_CONNECTED);

  /** The same at the end of a handshake, where a client listens to nothing but its messages. */
  static final Words DUPLICATE_IN_HANDSHAKE = inHandshake(IS_CONNECTED, DUPLICATE);

  /** The store can't be asked. */
  static final Words UNAVAILABLE = error(NO_STORE);

  /** The same at the end of a handshake. */
  static final Words UNAVAILABLE_IN_HANDSHAKE = inHandshake(NO_STORE, UNAVAILABLE);

  private Refusals() {}

  static Words error(String message) {
    return Words.last(ServerTexts.error(message));
  }

  /** A handshake that has failed; only one that is under way has code of its own that listens. */
  static Words of(Refused refused) {
    Words error = error("Failed to perform registration handshake: " + refused.reason());
    return refused.isUnderWay() ? inHandshake(refused.reason(), error) : error;
  }

  private static Words inHandshake(String reason, Words error) {
    return error.after(ServerTexts.handshake(new HandshakeError(reason)));
  }
}
