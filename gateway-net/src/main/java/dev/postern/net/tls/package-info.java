/**
 * TLS for clients: from two PEM files to a stage of a pipeline, and again when the files change.
 *
 * <pre>
 *  {@link dev.postern.net.tls.TlsFiles}        where the files are, which port, which provider
 *    └─ {@link dev.postern.net.tls.TlsCertificate}   what connections get now; looks at the files again
 *         ├─ PemKeys              PEM to certificates and a private key
 *         ├─ ServerKey            do they belong together, are they still good
 *         └─ TlsPolicy            protocols, cipher suites, provider
 * </pre>
 */
@NullMarked
package dev.postern.net.tls;

import org.jspecify.annotations.NullMarked;
