package dev.postern.net.nym09;

/** What the gateway answers as text, outside the handshake; in the reference's words (spec §4). */
public sealed interface ServerResponse {
  /** A registration ended well; sent after {@code [1]}. */
  ServerResponse REGISTERED = new Status(Subject.REGISTER, true);

  /** The proof was right. */
  ServerResponse AUTHENTICATED = new Status(Subject.AUTHENTICATE, true);

  /** The proof was wrong, or nobody is registered under the address. */
  ServerResponse NOT_AUTHENTICATED = new Status(Subject.AUTHENTICATE, false);

  /** A packet was taken over for its first hop. */
  ServerResponse SENT = new Status(Subject.SEND, true);

  /** A text before login that isn't a request. */
  ServerResponse MALFORMED_REQUEST = new ErrorMessage("malformed request");

  /** Any text after login. */
  ServerResponse INVALID_REQUEST = new ErrorMessage("invalid request");

  /** A binary frame before login. */
  ServerResponse BINARY_WITHOUT_AUTHENTICATION =
      new ErrorMessage("binary request without prior authentication");

  /** The first field of an authenticate request isn't base58 of 32 bytes. */
  ServerResponse MALFORMED_ADDRESS = new ErrorMessage("malformed destination address");

  /** The second isn't base58 of 32 bytes. */
  ServerResponse MALFORMED_ENCRYPTED_ADDRESS = new ErrorMessage("malformed encrypted address");

  /** The third isn't base58 of 16 bytes. */
  ServerResponse MALFORMED_IV = new ErrorMessage("malformed iv");

  /** This client has a live connection: it can't log in on another. */
  ServerResponse DUPLICATE_AUTHENTICATION =
      new ErrorMessage("Authentication failure - duplicate connection detected");

  /** This client has a live connection: it can't get other keys on another. */
  ServerResponse DUPLICATE_REGISTRATION =
      new ErrorMessage("Registration failure - duplicate connection detected");

  /** The store can't look the client up now; the reference knows no such answer. */
  ServerResponse STORE_UNAVAILABLE =
      new ErrorMessage("Authentication failure - the gateway's storage is unavailable");

  /** What a status is about; the lower-case name is the type on the wire. */
  enum Subject {
    /** A registration. */
    REGISTER,
    /** A login. */
    AUTHENTICATE,
    /** A packet. */
    SEND
  }

  /** {@code {"type":"register","status":true}} and the like. */
  record Status(Subject subject, boolean status) implements ServerResponse {}

  /** {@code {"type":"error","message":"…"}}. */
  record ErrorMessage(String message) implements ServerResponse {}
}
