package dev.postern.net.client;

import dev.postern.net.PacketForwarder;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.generations.ClientGenerations;
import dev.postern.net.wire.ClientGeneration;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.GatewayStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the client side needs of the rest of a gateway. All of it is shared and thread-safe.
 *
 * @param identity signs registration handshakes
 * @param ephemeralKeys gives a fresh key for each handshake
 * @param store registrations and inboxes
 * @param online who is here; the delivery path looks them up there
 * @param forwarder takes clients' packets
 * @param clock dates registrations and logins
 * @param random for what the later generations encrypt
 * @param generations of the wire, the oldest one last
 */
public record ClientServices(
    IdentityPrivateKey identity,
    Supplier<SphinxPrivateKey> ephemeralKeys,
    GatewayStore store,
    OnlineClients online,
    PacketForwarder forwarder,
    Clock clock,
    SecureRandom random,
    List<ClientGeneration> generations) {
  /** With all generations there are; those who give no number are of Nym 0.9. */
  public ClientServices(
      IdentityPrivateKey identity,
      Supplier<SphinxPrivateKey> ephemeralKeys,
      GatewayStore store,
      OnlineClients online,
      PacketForwarder forwarder,
      Clock clock,
      SecureRandom random) {
    this(
        identity,
        ephemeralKeys,
        store,
        online,
        forwarder,
        clock,
        random,
        ClientGenerations.all(false));
  }

  /** The longest binary frame of any of them. */
  int longestFrameBytes() {
    return generations.stream().mapToInt(ClientGeneration::longestFrameBytes).max().orElseThrow();
  }
}
