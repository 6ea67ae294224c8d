/**
 * What later releases than 0.9 brought, generation B.
 *
 * <p><b>Between nodes</b> (the later generations' spec §4): frames that begin with a 7, from
 * release 1.1 on, {@link dev.postern.net.nym11.Nym11FrameHead}.
 *
 * <p><b>The clients' link</b> of Nym 0.12 to v2024.11 (the later generations' spec §5). Keys,
 * handshake, proofs and frames are those of {@link dev.postern.net.nym09}; what differs is what the
 * gateway answers, and what may be asked after login.
 *
 * <pre>
 *   text    handshakePayload, authenticate             protocol_version n, null or none     Numbering
 *           register      n ‖ status                                                        Nym11Texts
 *           authenticate  n ‖ status ‖ bandwidth_remaining
 *           send          remaining_bandwidth
 *           claimFreeTestnetBandwidth → bandwidth: always the same, nothing is charged
 *   binary  as in 0.9, with all five sizes of packets
 * </pre>
 */
@NullMarked
package dev.postern.net.nym11;

import org.jspecify.annotations.NullMarked;
