package dev.postern.app.directory;

/**
 * A node as a directory lists it: text that the node itself wrote and nobody checked.
 *
 * @param role what it says it is
 * @param mixHost where it takes mix packets
 * @param identityKey base58, if it is in order
 * @param sphinxKey base58, if it is in order
 * @param version a semantic version, if it is in order
 */
public record ListedNode(
    Role role, String mixHost, String identityKey, String sphinxKey, String version) {
  /** What a node does. */
  public sealed interface Role permits Mixing, Serving {}

  /**
   * A mix node.
   *
   * @param layer 1 to 3, if it is in order; unsigned
   */
  public record Mixing(long layer) implements Role {}

  /**
   * A gateway.
   *
   * @param clientsHost where it takes clients
   */
  public record Serving(String clientsHost) implements Role {}

  /** Whether packets can be sent through it: keys, address and layer are what they should be. */
  public boolean isUsable() {
    return NodeChecks.isHostWithPort(mixHost)
        && NodeChecks.isIdentityKey(identityKey)
        && NodeChecks.isSphinxKey(sphinxKey)
        && (!(role instanceof Mixing mixing) || NodeChecks.isLayer(mixing.layer()));
  }

  /** Whether software of that version uses the node, by its major and minor. */
  public boolean worksWith(NymVersion client) {
    return NymVersion.parse(version).filter(client::worksWith).isPresent();
  }
}
