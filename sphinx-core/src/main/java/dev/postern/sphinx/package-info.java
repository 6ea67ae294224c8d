/**
 * Sphinx packets of Nym, of 0.9 and of what came after it: bytes in, value out. No network, no
 * logger, no clock, and no randomness that wasn't handed in; sections refer to docs of the protocol
 * ("spec §2").
 *
 * <h2>A packet</h2>
 *
 * <pre>
 *  0          32       48                            348                   348 + payload
 *  +----------+--------+-----------------------------+---------------------+
 *  |    α     |   γ    |              β              |          δ          |
 *  |    32    |   16   |        300 = 5 × 60         | 38 … 32785          |
 *  +----------+--------+-----------------------------+---------------------+
 *   a point    MAC of β  routing blocks, one layer of  payload, one layer of
 *              (not α)   stream cipher per hop         wide-block cipher per hop
 * </pre>
 *
 * {@link dev.postern.sphinx.PacketSize} has the five sizes, {@code HeaderLayout} every offset. A
 * {@link dev.postern.sphinx.SphinxVersion} decides two steps below, marked ①②; all else is the same
 * since 2020.
 *
 * <h2>How a layer comes off</h2>
 *
 * {@link dev.postern.sphinx.InPlaceUnwrapper} does it in the caller's buffer, {@link
 * dev.postern.sphinx.SphinxUnwrapper} on a copy.
 *
 * <pre>
 *   s  = X25519(node key, α)                       s = 0:           LOW_ORDER_ALPHA
 *   keys = HKDF(s) = stream | MAC | payload | b    {@link dev.postern.sphinx.HopKeys}
 *   γ  = MAC(MAC key, β)?                          differs:         HEADER_MAC_MISMATCH
 *   (β | 60 zeros) XOR stream =
 *      flag 1 | version | next address | delay | γ' | β'      forward
 *      flag 2 | version | destination | identifier | padding  final
 *                                                  another flag:    ROUTING_FLAG
 *   forward:  α' = b·α, unclamped; ① clamped       not computable:  BLINDING
 *             δ' = {@code Lioness}⁻¹(payload key, δ)
 *                    ② the 192 bytes of the keys, or 192 made of their first 16
 *             the buffer now holds α' γ' β' δ'     → {@link dev.postern.sphinx.ForwardHop}
 *   final:    {@code Lioness}⁻¹(payload key, δ) =
 *                16 zeros | message | 1 | zeros    {@code PayloadPadding}
 *                                                  no zeros:        PAYLOAD_TAGGED
 *                                                  no 1:            PAYLOAD_PADDING
 *                                                  → {@link dev.postern.sphinx.FinalHop}
 * </pre>
 *
 * <p>γ and the zeros are the only proofs. A change to the header is seen at the next hop, a change
 * to δ at the last one. That a packet was seen before is nobody's business here.
 *
 * <h2>How the layers go on</h2>
 *
 * {@link dev.postern.sphinx.SphinxPacketBuilder} turns a route, a message and a {@link
 * dev.postern.sphinx.PacketSeed} into a packet: {@code HeaderBuilder} derives the keys of each hop
 * from the first to the last and writes the routing blocks from the last to the first; {@code
 * PayloadBuilder} pads and encrypts. A {@link dev.postern.sphinx.Surb} is a header and the payload
 * keys that go with it, for somebody else to use.
 *
 * <p>{@link dev.postern.sphinx.SphinxSelfCheck} asks all of this for a known answer before a
 * gateway serves. Primitives and keys are in {@link dev.postern.sphinx.crypto}.
 */
@NullMarked
package dev.postern.sphinx;

import org.jspecify.annotations.NullMarked;
