/**
 * The gateway's two listeners, the one way of a message to its inbox, and the one way out. On Netty
 * pipelines only; nothing here blocks an event loop, and nothing throws past its handler.
 *
 * <p><b>Trace A: a packet comes in from the mixnet.</b> Every arrow is a file, and every file's
 * output type is the next one's input.
 *
 * <pre>
 *  takes → gives                                               fails to
 *  ─────────────────────────────────────────────────────────   ────────────────────────────────
 *  mixnet.MixnetServer          TCP bytes                      connection limit, idle close
 *  wire.SphinxFrameCodec        bytes → FramedSphinxPacket     UnknownFrameException: close
 *  mixnet.PacketReceiver        packet → final hop, unwrapped  InvalidPacketException, or a
 *    with InPlaceUnwrapper        where it lies                  forward hop: count, drop, stay
 *  wire.FinalMessage.split      → Message(SURB-ack) or Ack     InvalidMessageException: same
 *  delivery.Delivery            message → inbox                unknown client: drop, no ack
 *  InboxStore.append            → position; later: durable     Refused: no ack
 *  delivery.ClientSession.wake  → frames, if the client's here not writable: stays in the inbox
 *  PacketForwarder.forward      ack MixPacket → next hop,      hop down or queue full: drop,
 *                                 once durable                   count
 * </pre>
 *
 * <p><b>Trace B: a client talks to us</b>, over a WebSocket.
 *
 * <pre>
 *  client.ClientServer          TCP → upgrade → frames         bad upgrade 400, too long 1009
 *  nym09.ControlMessageCodec    text → ClientControlRequest    answered with an error value
 *  client.LoginHandler          init → keys, or address and    error text to the peer
 *    with RegistrationHandshake   proof → keys
 *  delivery.OnlineClients       the session joins, then        one live session per client: the
 *                                 drains its inbox               one that has its place is asked
 *  nym09.BinaryMessageCodec     frame → BinaryRequest          bad MAC: error, count
 *  PacketForwarder.forward      → the hop's queue → TCP        hop down or queue full: drop,
 *                                                                count
 * </pre>
 *
 * <p><b>Where they meet.</b> Every message goes through the inbox, and a session only ever drains
 * its inbox; {@link dev.postern.net.delivery} says why nothing falls between.
 *
 * <p><b>Directions.</b> A test holds them. This package is the vocabulary that the others share;
 * {@code wire} is what all generations of the wire have in common, {@code nym…} is one of them
 * each, and {@code generations} names those between nodes. None of these has a channel or a store.
 *
 * <pre>
 *      mixnet ───► delivery ◄─── client
 *         │           │             │            forwarding
 *         └───────────┼─────────────┴────────────────┘
 *                     ▼
 *       generations ──► nym09, nym11, nym2025
 *                     │
 *                     ▼
 *                   wire
 *                     │
 *                     ▼
 *            dev.postern.net    MixPacket, PacketMode, PacketForwarder
 * </pre>
 */
@NullMarked
package dev.postern.net;

import org.jspecify.annotations.NullMarked;
