package dev.postern.net.nym2025;

import dev.postern.net.nym2025.ClientRequest.AuthenticateV2;
import dev.postern.net.nym2025.ClientRequest.OldCredential;
import dev.postern.net.nym2025.ClientRequest.SupportedProtocol;
import dev.postern.net.nym2025.ClientRequest.Unreadable;
import dev.postern.net.nym2025.ClientRequest.WantsBandwidth;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.RequestFault;
import dev.postern.net.wire.SessionStep;
import dev.postern.net.wire.Words;

/**
 * What a client that is logged in hears to its texts, whatever keys it has; but for those that are
 * encrypted. Each has one answer, and an error is the last.
 */
final class SessionTexts {
  /** An encrypted request that says nothing. */
  static final SessionStep UNDECRYPTABLE =
      new SessionStep.Refuse(
          RequestFault.ENCRYPTED_TEXT, Refusals.error("failed to decrypt provided text request"));

  private static final SessionStep SUPPORTED_PROTOCOL =
      new SessionStep.Say(Words.of(ServerTexts.SUPPORTED_PROTOCOL));
  private static final SessionStep BANDWIDTH = new SessionStep.Say(Words.of(ServerTexts.BANDWIDTH));
  private static final SessionStep OLD_CREDENTIAL =
      refuse(
          "The received request is not valid in the current context: coconut credential are not"
              + " longer supported");
  private static final SessionStep SIGNED_LOGIN =
      refuse("received a text request of an unknown type");
  private static final SessionStep UNREADABLE =
      refuse("Provided text request was malformed - it is none of the requests that there are");
  private static final SessionStep REGISTRATION = illegal("RegisterHandshakeInitRequest");
  private static final SessionStep LOGIN = illegal("Authenticate");

  private SessionTexts() {}

  /** The answer to a request that was read from that text. */
  static SessionStep answer(ClientRequest request, ClientText text) {
    if (request instanceof SupportedProtocol) {
      return SUPPORTED_PROTOCOL;
    }
    if (request instanceof WantsBandwidth) {
      return BANDWIDTH;
    }
    if (request instanceof OldCredential) {
      return OLD_CREDENTIAL;
    }
    if (request instanceof AuthenticateV2) {
      return SIGNED_LOGIN;
    }
    if (request instanceof Unreadable) {
      return UNREADABLE;
    }
    return text.isOf("authenticate") ? LOGIN : REGISTRATION;
  }

  private static SessionStep illegal(String type) {
    return refuse(
        "The received request is not valid in the current context: received illegal message of"
            + " type "
            + type
            + " in an authenticated client");
  }

  private static SessionStep refuse(String message) {
    return new SessionStep.Refuse(RequestFault.TEXT, Refusals.error(message));
  }
}
