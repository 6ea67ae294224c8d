package dev.postern.net.wire;

/** What comes of one message of a stranger. */
public sealed interface LoginStep {
  /** It goes on. */
  record Say(Words words) implements LoginStep {}

  /** It went wrong; the stranger may try again unless the words are the last. */
  record Refuse(LoginFault fault, Words words) implements LoginStep {}

  /** A handshake came to its end: these keys are to be stored. */
  record Register(NewClient client) implements LoginStep {}

  /** Somebody says who it is: the claim is to be checked. */
  record Authenticate(Claim claim) implements LoginStep {}
}
