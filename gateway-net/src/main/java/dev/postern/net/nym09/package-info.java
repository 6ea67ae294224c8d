/**
 * The wire of Nym 0.9 outside the Sphinx packet, as far as it is its alone: bytes to values and
 * back. No channel, no store, no decision about what a value is good for. What all generations
 * share is in {@link dev.postern.net.wire}.
 *
 * <p><b>Between nodes</b> (TCP, spec §3): the two bytes before a packet, {@link
 * dev.postern.net.nym09.Nym09FrameHead}.
 *
 * <p><b>Between a client and us</b> (WebSocket, spec §4): JSON in text frames, and sealed binary
 * frames once the client is known.
 *
 * <pre>
 *   text    {"type": …}                              ControlMessageCodec
 *             handshakePayload                        RegistrationHandshake, ClientHandshake
 *               1  identity 32 ‖ g^x 32                 client
 *               2  g^y 32 ‖ E(signature) 64             gateway
 *               3  E(signature) 64                      client
 *               4  1                                    gateway, once the keys are durable
 *             authenticate                            AuthenticationProof
 *               address 32, E_iv(address) 32, iv 16     client
 *             register, authenticate, send, error     ServerResponse
 *   keys    AES 16 ‖ MAC 16                           SharedKeys
 *   binary  MAC 32 ‖ E(plaintext)                     BinaryMessageCodec
 *             mode 1 ‖ first hop 7 or 19 ‖ packet     MixPacketRequest → BinaryRequest, towards us
 *             message, as the final hop gave it       towards the client
 *
 *   E = AES-128-CTR under a zero IV, E_iv under the client's; the MAC is HMAC-BLAKE3
 * </pre>
 *
 * <p>What a peer can get wrong ends in a named value ({@code Malformed}, {@code Refused}) or in an
 * exception with a closed reason and no stack trace.
 */
@NullMarked
package dev.postern.net.nym09;

import org.jspecify.annotations.NullMarked;
