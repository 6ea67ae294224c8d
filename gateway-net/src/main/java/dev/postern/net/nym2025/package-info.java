/**
 * The clients' link from v2024.12 on, generation C (the later generations' spec §6): bytes to
 * values and back. No channel, no store.
 *
 * <p>Texts are JSON, and so are the requests and answers that are sealed within texts; packets and
 * messages go in sealed binary frames. Whoever asks for {@code supportedProtocol} is of this
 * generation; so is a login or registration whose number is 3 or more.
 *
 * <p>Between nodes: frames that name a key rotation, {@code Nym2025FrameHead}.
 *
 * <pre>
 *   text    {"type": …}                                RequestReader → ClientRequest; ServerTexts
 *             supportedProtocol → 6, always
 *             handshakePayload                          RegistrationHandshake, ClientHandshake
 *               1  identity 32 ‖ g^x 32 ‖ salt 16         client
 *               2  g^y 32 ‖ E(signature) 80 ‖ nonce       gateway
 *               3  E(signature) 80 ‖ nonce                client
 *               4  1, and a register text                 gateway, once the key is durable
 *             authenticateV2                            SignedProof → SignedClaim
 *               number 1 ‖ identity 32 ‖ E(address) 48    client, and its signature over all of it
 *               ‖ nonce 12 ‖ timestamp 8
 *             authenticate                              UndatedProof → UndatedClaim
 *               E(address) 48, nonce 12                   number 3                    GcmSivProof
 *               as in 0.9                                 keys from before that       LegacyProof
 *             encryptedRequest                          SealedTexts → SealedRequest
 *               E({"ForgetMe":…}), E({"RememberMe":…})
 *               {"UpgradeKey":…} under older keys         LegacyKeysChannel
 *   key     kind 1 ‖ AES 32                             GcmSivKey
 *   binary  kind 1 ‖ flag 1 ‖ nonce 12 ‖ E(plaintext)   SealedFrames
 *             type 1 ‖ hop 7 or 19 ‖ packet               kind 1, towards us     PacketRequests
 *             type 1 ‖ rotation 1 ‖ hop ‖ packet          kind 2, towards us
 *             message, as the final hop gave it           kind 1, towards the client
 *
 *   E = AES-256-GCM-SIV, 16 bytes longer than its input
 * </pre>
 *
 * <p>Both directions have one key, and what is pushed is chosen by strangers; so the gateway's
 * nonces say that they are its own, and nothing under such a nonce is taken from a client ({@code
 * GatewayNonces}, docs/adr/0026).
 *
 * <p>To these clients an error is final: their reading half ends with it. So it is said of what is
 * malformed, and of logins that fail, and the connection ends behind it; a client that hears of the
 * end comes again.
 */
@NullMarked
package dev.postern.net.nym2025;

import org.jspecify.annotations.NullMarked;
