package dev.postern.app.directory;

/**
 * Another node announces an address of ours under an identity of its own, so half of what is meant
 * for one would reach the other.
 *
 * @param address the announced address that both claim
 * @param otherIdentity the other node's identity key, base58 as it was listed
 */
public record DirectoryConflict(String address, String otherIdentity) {
  /** One line for an operator. */
  public String message() {
    return "the directory lists "
        + address
        + " as the address of another node, "
        + LogText.oneLine(otherIdentity)
        + "; stop or unregister that node, or announce another address";
  }
}
