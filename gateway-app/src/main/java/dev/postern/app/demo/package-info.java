/**
 * {@code postern demo}: a whole network in one process, and a message through it.
 *
 * <pre>
 *  alice ──websocket──► gateway ──► mix 1 ──► mix 2 ──► mix 3 ──► gateway ──► bob's inbox
 *    ▲                     ▲                                        │            │
 *    └──── ack pushed ─────┴──◄── mix 3 ◄── mix 2 ◄── mix 1 ◄─ ack ─┘            ▼ websocket
 *                                                                               bob
 * </pre>
 *
 * Everything goes over real sockets on loopback, in real Sphinx packets: {@link
 * dev.postern.app.demo.DemoNetwork} is the network, {@link dev.postern.app.demo.DemoClient} the
 * network half of a Nym 0.9 client, {@link dev.postern.app.demo.Demo} the story. The end-to-end
 * tests use the same network. The end-to-end encryption between clients, which is no business of a
 * gateway, is left out.
 */
@NullMarked
package dev.postern.app.demo;

import org.jspecify.annotations.NullMarked;
