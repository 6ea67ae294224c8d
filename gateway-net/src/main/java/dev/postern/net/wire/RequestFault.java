package dev.postern.net.wire;

/** Why a message of a client that is logged in is refused; counted by it. */
public enum RequestFault {
  /** A binary frame that is shorter than what every frame has. */
  TOO_SHORT,
  /** Other keys, or altered. */
  WRONG_MAC,
  /** Rightly sealed, and nothing in it. */
  EMPTY,
  /** A mode or type of packet that there isn't, or not in this generation. */
  MODE,
  /** A first hop that is neither IPv4 nor IPv6, or cut short. */
  ADDRESS,
  /** What is left is no Sphinx packet. */
  PACKET_SIZE,
  /** A kind of frame that there isn't. */
  KIND,
  /** A frame that doesn't say that it is encrypted. */
  UNENCRYPTED,
  /** A key rotation that there isn't. */
  ROTATION,
  /** A text that asks for nothing that may be asked for. */
  TEXT,
  /** An encrypted request that can't be read. */
  ENCRYPTED_TEXT
}
