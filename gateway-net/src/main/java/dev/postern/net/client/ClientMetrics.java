package dev.postern.net.client;

import dev.postern.net.ReasonCounters;
import dev.postern.net.wire.LoginFault;
import dev.postern.net.wire.RequestFault;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What clients do, and what we do to them. Thread-safe. */
final class ClientMetrics {
  private static final String LOGINS = "postern.clients.logins";

  /** Why a connection was closed by us. */
  enum Closed {
    LIMIT,
    SOURCE_LIMIT,
    NETWORK_LIMIT,
    BAD_UPGRADE,
    UPGRADE_TIMEOUT,
    LOGIN_TIMEOUT,
    /** It tried to log in again and again with proofs that were wrong. */
    FAILED_LOGINS,
    /** A message was begun and not finished in time. */
    MESSAGE_TIMEOUT,
    /** Who must say for whom it connects did not. */
    PROXY_HEADER,
    TLS_HANDSHAKE,
    /** What came under TLS, after the handshake, was not sent by its peer as it came. */
    TLS_RECORD,
    TOO_BIG,
    TOO_MANY_FRAGMENTS,
    CONTROL_FRAMES,
    NOT_UTF8,
    PROTOCOL_VIOLATION,
    STORE_FAILED,
    /** Its client confirmed nothing for too long. */
    UNCONFIRMED,
    /** Its client logged in elsewhere, and gave no sign of life here. */
    TAKEN_OVER,
    /** Its client logged in elsewhere by a proof that was just made and signed. */
    REPLACED,
    /** Its client asked to be forgotten. */
    FORGOTTEN,
    ERROR
  }

  /** How an attempt to log in or register ended, unless by a {@link LoginFault}. */
  enum Login {
    REGISTERED,
    AUTHENTICATED,
    DUPLICATE,
    STORE_FAILED
  }

  /** What clients had done with what is stored of them. */
  enum Account {
    KEYS_REPLACED,
    FORGOTTEN,
    STORE_FAILED
  }

  final ReasonCounters<Closed> closed;
  final ReasonCounters<Login> logins;
  final ReasonCounters<LoginFault> loginFaults;
  final ReasonCounters<Account> accounts;
  final ReasonCounters<RequestFault> refusedRequests;
  final Counter forwarded;
  final Counter throttled;
  final Counter pushed;
  final Counter pushedAcks;
  final Counter confirmations;

  ClientMetrics(MeterRegistry registry) {
    closed = new ReasonCounters<>(registry, "postern.clients.closed", Closed.class);
    logins = new ReasonCounters<>(registry, LOGINS, Login.class);
    loginFaults = new ReasonCounters<>(registry, LOGINS, LoginFault.class);
    accounts = new ReasonCounters<>(registry, "postern.clients.accounts", Account.class);
    refusedRequests =
        new ReasonCounters<>(registry, "postern.clients.requests.refused", RequestFault.class);
    forwarded = registry.counter("postern.clients.requests.forwarded");
    throttled = registry.counter("postern.clients.requests.throttled");
    pushed = registry.counter("postern.clients.messages.pushed");
    pushedAcks = registry.counter("postern.clients.acks.pushed");
    confirmations = registry.counter("postern.clients.confirmations");
  }
}
