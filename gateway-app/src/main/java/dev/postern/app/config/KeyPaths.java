package dev.postern.app.config;

import java.nio.file.Path;

/**
 * The four key files of a gateway.
 *
 * @param privateIdentity Ed25519, secret
 * @param publicIdentity Ed25519
 * @param privateSphinx X25519, secret
 * @param publicSphinx X25519
 */
public record KeyPaths(
    Path privateIdentity, Path publicIdentity, Path privateSphinx, Path publicSphinx) {}
