package dev.postern.net;

/**
 * What stands before a packet on a mixnet connection; named as the generations of the wire are (the
 * later generations' spec §1, §2).
 */
public enum FrameForm {
  /** Size, mode: Nym 0.9 to 1.0. */
  A,
  /** 7, size, type: from Nym 1.1 on. */
  B,
  /** 8, size, type, key rotation: from Nym v2025.12 on. */
  C
}
