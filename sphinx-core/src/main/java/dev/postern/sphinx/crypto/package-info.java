/**
 * Keys, and the primitives under them.
 *
 * <pre>
 *   {@link dev.postern.sphinx.crypto.IdentityPrivateKey}, {@link dev.postern.sphinx.crypto.IdentityPublicKey}   Ed25519
 *   {@link dev.postern.sphinx.crypto.SphinxPrivateKey},   {@link dev.postern.sphinx.crypto.SphinxPublicKey}     X25519
 *          └─ Curve25519                            BouncyCastle, whatever the engine
 *
 *   {@link dev.postern.sphinx.crypto.CryptoEngine} → {@link dev.postern.sphinx.crypto.Primitives}, one set per thread
 *          ├─ ConscryptPrimitives                   X25519, ChaCha20, AES, GCM-SIV: BoringSSL
 *          ├─ PureJavaPrimitives                    X25519: BouncyCastle; ChaCha20, AES: JDK;
 *          │      └─ JdkAes                         GCM-SIV: BouncyCastle over the JDK's AES
 *          └─ SharedPrimitives, under both          SHA-256: JDK; BLAKE2b, BLAKE3: BouncyCastle;
 *                                                   what is composed of them all
 *                 └─ ScalarModL                     integers mod l, for the unclamped product
 * </pre>
 *
 * <p>Those files and {@code Engines}, which loads Conscrypt, are the only ones that name a
 * library's primitive: an audit of what is used how ends there. Both engines pass the same vectors,
 * and the choice between them is nobody's but the program's that starts ({@code docs/adr/0001}).
 *
 * <p>A method that is dangerous out of its place says so in its name ({@code zeroNonceChaCha20},
 * {@code multiplyUnclamped}, {@code revealBytes}). Keys print nothing secret and are held by Tink's
 * {@code SecretBytes}.
 */
@NullMarked
package dev.postern.sphinx.crypto;

import org.jspecify.annotations.NullMarked;
