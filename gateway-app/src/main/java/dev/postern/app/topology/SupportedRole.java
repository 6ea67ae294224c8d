package dev.postern.app.topology;

/** What a node can do for clients. */
public enum SupportedRole {
  /** Takes packets and passes them on. */
  MIXNODE,
  /** Keeps clients' messages for them. */
  MIXNET_ENTRY,
  /** Lets packets out of the mixnet. */
  MIXNET_EXIT
}
