package dev.postern.net.client;

import dev.postern.net.LogLimiter;
import dev.postern.net.StackLine;
import dev.postern.net.wire.LoginFault;
import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all connections of a listener log together about logins. A stranger causes those lines, so
 * there is one of a kind in a minute, with the address of whoever came first.
 */
final class LoginLog {
  private static final Logger log = LoggerFactory.getLogger(LoginHandler.class);

  private final LogLimiter storeFailures = LogLimiter.ofPeers();
  private final LogLimiter exposedIvs = LogLimiter.ofPeers();
  private final LogLimiter repeatedProofs = LogLimiter.ofPeers();
  private final LogLimiter wrongDates = LogLimiter.ofPeers();
  private final LogLimiter wrongProofs = LogLimiter.ofPeers();
  private final LogLimiter registrations = LogLimiter.ofPeers();

  void storeFailed(Throwable failure) {
    storeFailures.log(
        more ->
            log.error("a login failed with the store ({} more): {}", more, StackLine.of(failure)));
  }

  /** Somebody wasn't let in. */
  void refused(LoginFault fault, InetAddress source) {
    switch (fault) {
      case MALFORMED, HANDSHAKE_FAILED, PROTOCOL_NUMBER -> {} // counted; anybody's nonsense
      case TOO_MANY_REGISTRATIONS ->
          registrations.log(
              more -> log.warn("too many registrations from {} ({} more)", source, more));
      case EXPOSED_IV ->
          exposedIvs.log(
              more ->
                  log.warn(
                      "a login from {} was refused: its iv lies in the keystream that every frame"
                          + " exposes, so it may be forged ({} more)",
                      source,
                      more));
      case REPEATED_PROOF ->
          repeatedProofs.log(
              more ->
                  log.warn(
                      "a login from {} was refused: its iv or signature was used before, so it may"
                          + " be a replay ({} more)",
                      source,
                      more));
      case SKEWED_TIMESTAMP, OLD_TIMESTAMP ->
          wrongDates.log(
              more ->
                  log.warn(
                      "a login from {} was refused: its date is far from our clock, or behind that"
                          + " of a login before it ({} more)",
                      source,
                      more));
      case WRONG_PROOF_OR_UNKNOWN, WRONG_SIGNATURE ->
          wrongProofs.log(
              more ->
                  log.info(
                      "a login from {} was refused: its proof is wrong, or its client is not"
                          + " registered here ({} more)",
                      source,
                      more));
    }
  }
}
