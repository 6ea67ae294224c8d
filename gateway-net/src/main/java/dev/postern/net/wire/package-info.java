/**
 * What the generations of the wire have in common, and what they are asked. Each is a package of
 * its own beside this one; another one would be another package, and a line in {@code
 * dev.postern.net.client.ClientServices} and in {@code
 * dev.postern.net.generations.MixnetGenerations}.
 *
 * <p><b>The clients' link.</b> A {@link dev.postern.net.wire.ClientGeneration} begins a {@link
 * dev.postern.net.wire.LoginDialogue} on each connection. Texts go in, {@link
 * dev.postern.net.wire.LoginStep}s come out; what takes a store or a place is done by {@code
 * dev.postern.net.client} for all of them alike:
 *
 * <pre>
 *   text ─► LoginDialogue ─► Say, Refuse                            said
 *                            Register(NewClient) ─► place ─► store ─► said
 *                            Authenticate(Claim) ─► store ─► check ─► seen before? later? ─► place
 *                                                                                  │
 *   binary, text ─► ClientChannel ─► Forward, Say, Refuse,      ◄── the session ───┘
 *   message ◄────── seal             ReplaceKeys, Forget
 * </pre>
 *
 * <p><b>Between nodes</b> (spec §3; the later generations' spec §2 and §4): frames, each with the
 * {@link dev.postern.net.wire.FrameHead} of one generation, and what a final hop's plaintext is
 * made of.
 *
 * <pre>
 *   FramedSphinxPacket   head ‖ Sphinx packet                 SphinxFrameCodec
 *     FrameHead            size ‖ mode                          nym09
 *                          7 ‖ size ‖ type                      nym11
 *                          8 ‖ size ‖ type ‖ rotation           nym2025
 *   FinalMessage         SURB-ack 405 ‖ message  or  ack      split by size
 *   SurbAck              first hop, padded to 19 ‖ ack packet 386
 * </pre>
 *
 * <p>No channel, no store, and nothing throws for what a client says. What a node can get wrong
 * ends in an exception with a closed reason and no stack trace: {@link
 * dev.postern.net.wire.UnknownFrameException} ends a connection, {@link
 * dev.postern.net.wire.InvalidMessageException} a packet.
 */
@NullMarked
package dev.postern.net.wire;

import org.jspecify.annotations.NullMarked;
