/**
 * The way out, where both traces end: packets to their next hops over kept connections.
 *
 * <pre>
 *  Delivery (SURB-acks) ───┐
 *                          ├─► TcpPacketForwarder ─┬─► NextHop 17.24.92.84:1789 ─► queue ─► TCP
 *  ClientSession (packets)─┘     by NodeAddress    ├─► NextHop …            (HopConnection)
 *                                                  ├─► at most maxHops of them
 *                                                  └─► inside, if the hop is this gateway
 * </pre>
 *
 * <p>A {@link dev.postern.net.forwarding.NextHop} is one queue and at most one connection:
 *
 * <pre>
 *        a packet comes        a slot is free
 *   DOWN ──────────────► WAITING ────────────► CONNECTING ────────────► CONNECTED ──┐
 *    ▲ ▲ and may try again                         │                                │ drains its
 *    │ └───────────────────────────────────────────┘ refused, 1.5 s over            │ queue
 *    └──────────────────────────────────────────────────────────────────────────────┘
 *                                     closed by the peer, or took nothing for 30 s
 * </pre>
 *
 * <p>Whether there is a hop for an address at all says the {@link
 * dev.postern.net.forwarding.EgressPolicy}: strangers name addresses, the operator's {@link
 * dev.postern.net.forwarding.EgressRules} and the directory's list decide. See docs/adr/0019. In
 * which form its frames go says {@link dev.postern.net.forwarding.FrameForms}. See docs/adr/0024.
 *
 * <p>Nobody waits: a packet is put into the queue of its hop on the caller's thread, and taken out
 * on the hop's event loop. While the hop is connecting, or its socket is full, packets stay in the
 * queue, which is bounded: the oldest makes way. While the hop is down and may not be tried yet,
 * they are dropped. Only packets open connections, so an address that a stranger made up costs its
 * owner no more than one connection attempt for each waiting time. See docs/adr/0006.
 */
@NullMarked
package dev.postern.net.forwarding;

import org.jspecify.annotations.NullMarked;
