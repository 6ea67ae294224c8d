package dev.postern.app.topology;

import dev.postern.app.directory.HostPort;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.util.Optional;
import java.util.Set;

/**
 * A node of a topology.
 *
 * @param nodeId its number in it, of 32 bits
 * @param mixHost where it takes packets; a name only in files of before 2025
 * @param entry how clients reach it, if it is a gateway
 * @param identityKey who it is
 * @param sphinxKey what packets are wrapped for
 * @param supportedRoles what it can do
 */
public record RoutingNode(
    long nodeId,
    HostPort mixHost,
    Optional<EntryDetails> entry,
    IdentityPublicKey identityKey,
    SphinxPublicKey sphinxKey,
    Set<SupportedRole> supportedRoles) {
  /** Copies the set. */
  public RoutingNode {
    supportedRoles = Set.copyOf(supportedRoles);
  }

  /** The same under another number. */
  RoutingNode withNodeId(long other) {
    return new RoutingNode(other, mixHost, entry, identityKey, sphinxKey, supportedRoles);
  }
}
