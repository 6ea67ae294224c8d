package dev.postern.app.directory;

import dev.postern.sphinx.crypto.IdentityPublicKey;
import java.net.InetAddress;
import java.util.List;

/**
 * Where nodes of the network are listed. The calls block until they are answered, for a few seconds
 * at most, and are made one at a time by {@link DirectoryPresence}, never by a thread that carries
 * traffic. An interrupt ends a call with a {@link DirectoryException}.
 */
public interface Directory {
  /** Everybody who is listed. */
  Topology topology() throws DirectoryException;

  /** Lists a gateway, or replaces its entry. */
  void register(Announcement announcement) throws DirectoryException;

  /** Takes a node off the list. */
  void unregister(IdentityPublicKey identity) throws DirectoryException;

  /**
   * Where the directory is: what one on the internet lists is believed less than what one in a
   * network of one's own does. None for one that is nowhere but in this process.
   */
  default List<InetAddress> addresses() throws DirectoryException {
    return List.of();
  }

  /** No directory: the gateway serves whoever knows its address. */
  static Directory none() {
    return NoDirectory.INSTANCE;
  }
}
