package dev.postern.app.directory;

import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;

/**
 * What a gateway tells the network about itself (spec §5), in the order of the JSON body.
 *
 * @param mixHost where mix nodes reach it: {@code host:port}, an IPv6 host in brackets
 * @param identityKey the key that clients know it by
 * @param sphinxKey the key that packets are wrapped for
 * @param version a full semantic version; clients use only nodes with their own major and minor
 * @param location free text
 * @param incentivesAddress where a reward goes; empty if nowhere
 * @param clientsHost where clients connect: {@code ws://host:port} or {@code wss://host:port}
 */
public record Announcement(
    String mixHost,
    IdentityPublicKey identityKey,
    SphinxPublicKey sphinxKey,
    String version,
    String location,
    String incentivesAddress,
    String clientsHost) {
  /** The same with another Sphinx key. */
  public Announcement withSphinxKey(SphinxPublicKey key) {
    return new Announcement(
        mixHost, identityKey, key, version, location, incentivesAddress, clientsHost);
  }
}
