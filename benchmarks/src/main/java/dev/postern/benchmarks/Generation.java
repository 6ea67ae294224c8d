package dev.postern.benchmarks;

import dev.postern.net.nym09.Nym09;
import dev.postern.net.nym2025.Nym2025;
import dev.postern.net.wire.ClientGeneration;
import dev.postern.net.wire.GatewaySide;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;

/** Which generation of clients a benchmark's gateway meets. */
public enum Generation {
  /** AES-128-CTR and HMAC-BLAKE3. */
  NYM_09 {
    @Override
    ClientGeneration wire() {
      return new Nym09();
    }

    @Override
    Newcomer newcomer(
        IdentityPrivateKey identity, SphinxPrivateKey ephemeral, GatewaySide gateway) {
      return new Nym09Newcomer(identity, ephemeral, gateway);
    }
  },
  /** AES-256-GCM-SIV: today's. */
  NYM_2025 {
    @Override
    ClientGeneration wire() {
      return new Nym2025();
    }

    @Override
    Newcomer newcomer(
        IdentityPrivateKey identity, SphinxPrivateKey ephemeral, GatewaySide gateway) {
      return new Nym2025Newcomer(identity, ephemeral, gateway);
    }
  };

  abstract ClientGeneration wire();

  /** A client that means to register with that gateway. */
  abstract Newcomer newcomer(
      IdentityPrivateKey identity, SphinxPrivateKey ephemeral, GatewaySide gateway);
}
