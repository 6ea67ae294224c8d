package dev.postern.net.client;

import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;

/**
 * A client did more of something than it may: its connection is closed, with the status and counted
 * by the reason. Without a stack trace, since anybody can cause it.
 */
final class LimitExceededException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ClientMetrics.Closed reason;

  LimitExceededException(ClientMetrics.Closed reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  ClientMetrics.Closed reason() {
    return reason;
  }

  /** Too long is 1009; all else is 1008, a matter of policy. */
  WebSocketCloseStatus closeStatus() {
    return reason == ClientMetrics.Closed.TOO_BIG
        ? WebSocketCloseStatus.MESSAGE_TOO_BIG
        : WebSocketCloseStatus.POLICY_VIOLATION;
  }
}
