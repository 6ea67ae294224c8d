package dev.postern.net;

/** How a sender wants its packet treated by mix nodes (spec §3). */
public enum PacketMode {
  /** Delays apply; every packet has fresh keys. */
  MIX,
  /** No delays; a sender may reuse keys. */
  VPN
}
