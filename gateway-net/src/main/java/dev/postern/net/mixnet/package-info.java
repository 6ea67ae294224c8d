/**
 * Trace A, from the socket to {@link dev.postern.net.delivery.Delivery}: what mix nodes send us.
 *
 * <p>One connection is one pipeline, written top to bottom in {@link
 * dev.postern.net.mixnet.MixnetServer}:
 *
 * <pre>
 *   socket ─► limit ─► idle ─► frames ─────────► packets ─────────► Delivery
 *                              SphinxFrameCodec   PacketReceiver
 *                              16 KiB heap reads  unwraps in place,
 *                              cut into slices    splits, counts, releases
 *                                   │                  ▲    ▲
 *                                   │      keys by α,  │    │ on the event loops, in turns
 *                                   │      30 s        │    │ with connections
 *                                   │      VpnKeyCache─┘  InsideForwarder ◄── packets whose next
 *                                   │      (VPN mode only)                    hop is ourselves
 *                                   └─► closer: unknown frame, silence, I/O error: close
 * </pre>
 *
 * <p>A packet is unwrapped in the array that the socket was read into (docs/adr/0007): its bytes
 * are copied once, by the store. The unwrapper is the event loop's, its scratch space is shared by
 * all connections of that loop; there are two of them while {@link dev.postern.net.mixnet.NodeKeys}
 * has a key that is retiring. What is wrong with the bytes of a packet ends with the packet, what
 * is wrong with the bytes before it ends with the connection; all of it is counted by reason, and
 * none of it is answered.
 *
 * <p>Mix nodes take turns: one read each, then the event loop looks at its other connections. A
 * frame that was begun comes to its end within 30 s ({@code FrameTimeout}), or the connection does.
 */
@NullMarked
package dev.postern.net.mixnet;

import org.jspecify.annotations.NullMarked;
