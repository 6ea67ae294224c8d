package dev.postern.net.nym09;

import dev.postern.net.wire.ClientChannel;
import dev.postern.sphinx.crypto.Primitives;

/**
 * In what a generation with the keys of Nym 0.9 may differ from it: how the gateway's answers are
 * written, and what may be said after login.
 */
public interface LegacyLink {
  /** The text of a handshake message. */
  String write(HandshakeMessage message);

  /** The text of an answer. */
  String write(ServerResponse answer);

  /** The link to a client that is logged in. */
  ClientChannel channel(SharedKeys keys, Primitives primitives);
}
