package dev.postern.net.wire;

/**
 * What one generation has to say to a stranger on one connection. Never throws for what a peer
 * says. Not thread-safe.
 */
public interface LoginDialogue {
  /**
   * Whether this text is of its generation, while no handshake is under way. Of several dialogues
   * that are asked in turn, the first one gets the text; what none recognises goes to the one that
   * spoke last.
   */
  boolean recognises(ClientText text);

  /** Whether a handshake is under way: then all that comes is this dialogue's. */
  boolean isHandshaking();

  /** Takes a text. */
  LoginStep receive(ClientText text);

  /** Takes a binary frame, which nobody may send before login; what is in it is of no interest. */
  LoginStep receiveBinary();
}
