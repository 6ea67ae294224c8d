package dev.postern.net.client;

import dev.postern.net.LogLimiter;
import dev.postern.net.StackLine;
import dev.postern.net.client.ClientMetrics.Login;
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
  private final LogLimiter repeatedIvs = LogLimiter.ofPeers();
  private final LogLimiter wrongProofs = LogLimiter.ofPeers();
  private final LogLimiter registrations = LogLimiter.ofPeers();

  void storeFailed(Throwable failure) {
    storeFailures.log(
        more ->
            log.error("a login failed with the store ({} more): {}", more, StackLine.of(failure)));
  }

  void tooManyRegistrations(InetAddress source) {
    registrations.log(more -> log.warn("too many registrations from {} ({} more)", source, more));
  }

  /** A proof was not taken, for one of three reasons. */
  void refused(Login reason, InetAddress source) {
    switch (reason) {
      case EXPOSED_IV ->
          exposedIvs.log(
              more ->
                  log.warn(
                      "a login from {} was refused: its iv lies in the keystream that every frame"
                          + " exposes, so it may be forged ({} more)",
                      source,
                      more));
      case REPEATED_IV ->
          repeatedIvs.log(
              more ->
                  log.warn(
                      "a login from {} was refused: its iv was used before, so it may be a replay"
                          + " ({} more)",
                      source,
                      more));
      default ->
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
