package dev.postern.app.directory;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.IdentityPublicKey;

/** What must hold before a listed node can be used, as 0.9 clients check it. */
final class NodeChecks {
  private static final int HIGHEST_PORT = 65_535;
  private static final int LAYERS = 3;

  private NodeChecks() {}

  /** Split at the last colon, so that {@code ::1:1789} is port 1789 of {@code ::1}, as theirs. */
  static boolean isHostWithPort(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      return false;
    }
    String port = text.substring(colon + 1);
    return port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= HIGHEST_PORT;
  }

  static boolean isIdentityKey(String base58) {
    try {
      IdentityPublicKey.fromBytes(DestinationAddress.fromBase58(base58).toBytes());
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Any 32 bytes are an X25519 key. */
  static boolean isSphinxKey(String base58) {
    try {
      DestinationAddress.fromBase58(base58);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static boolean isLayer(long layer) {
    return layer >= 1 && layer <= LAYERS;
  }
}
