package dev.postern.net.wire;

/**
 * One generation of the link between clients and gateway: its texts, its handshake, its proofs and
 * its frames, as a package of its own. Values in, values out; no channel, no store. What a
 * generation has in common with the others, and what the gateway does for all of them alike, are in
 * {@code dev.postern.net.client}. Thread-safe.
 */
public interface ClientGeneration {
  /** For a connection that begins. */
  LoginDialogue newDialogue(GatewaySide side);

  /** The longest binary frame of a client, in bytes. */
  int longestFrameBytes();
}
