package dev.postern.net.wire;

import com.google.crypto.tink.util.SecretBytes;
import dev.postern.net.MixPacket;

/** What comes of one message of a client that is logged in. */
public sealed interface SessionStep {
  /**
   * A packet is to be sent on, and the client told so.
   *
   * @param packet owns a reference to the frame's bytes
   */
  record Forward(MixPacket packet) implements SessionStep {}

  /** Only an answer. */
  record Say(Words words) implements SessionStep {}

  /** Nothing that can be done; counted by the fault. */
  record Refuse(RequestFault fault, Words words) implements SessionStep {}

  /**
   * The client has other keys from now on: they are stored in place of the ones before, and then it
   * is told so. Nothing else is said before that.
   *
   * @param secret what the store keeps
   * @param channel the link under them
   * @param replaced what is said when they are durable
   * @param unavailable what is said if they can't be stored; then those before stay
   */
  record ReplaceKeys(SecretBytes secret, ClientChannel channel, Words replaced, Words unavailable)
      implements SessionStep {
    /** Prints nothing secret. */
    @Override
    public String toString() {
      return "ReplaceKeys[redacted]";
    }
  }

  /**
   * The client wants to be forgotten: its keys and its inbox. Then it is told so, and the session
   * ends.
   *
   * @param forgotten what is said when that is durable
   * @param unavailable what is said if it can't be done
   */
  record Forget(Words forgotten, Words unavailable) implements SessionStep {}
}
