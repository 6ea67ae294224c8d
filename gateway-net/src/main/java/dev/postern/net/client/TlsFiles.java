package dev.postern.net.client;

import java.nio.file.Path;

/**
 * The PEM files by which the clients' port speaks TLS.
 *
 * @param certificateChain the certificate, and those above it
 * @param privateKey PKCS#8, unencrypted
 */
public record TlsFiles(Path certificateChain, Path privateKey) {}
