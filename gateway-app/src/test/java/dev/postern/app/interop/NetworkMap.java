package dev.postern.app.interop;

import dev.postern.app.config.GatewayKeys;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What there is to know of a network of three mixes and a gateway, for whoever writes it down as
 * JSON.
 *
 * @param mixes in the order of the route; their numbers begin with 1
 * @param gateway the only one
 * @param clientsPort where clients connect to it
 */
record NetworkMap(List<Node> mixes, Node gateway, int clientsPort) {
  /** The epoch that it is, for ever. */
  static final int EPOCH = 100;

  /** For so many epochs a Sphinx key lives. */
  static final int VALIDITY_EPOCHS = 24;

  /** The number of today's Sphinx keys: an even one, and not 0. */
  static final int ROTATION = EPOCH / VALIDITY_EPOCHS;

  /**
   * One of its nodes.
   *
   * @param id its number
   * @param address where packets go
   * @param identity its key
   * @param sphinx its key for packets
   */
  record Node(
      int id, InetSocketAddress address, IdentityPublicKey identity, SphinxPublicKey sphinx) {
    String host() {
      return address.getAddress().getHostAddress();
    }

    int port() {
      return address.getPort();
    }
  }

  static NetworkMap of(
      List<StubMix> mixes, InetSocketAddress mixnet, InetSocketAddress clients, GatewayKeys keys) {
    List<Node> nodes = new ArrayList<>();
    for (StubMix mix : mixes) {
      nodes.add(
          new Node(
              nodes.size() + 1, mix.address(), mix.identity().publicKey(), mix.key().publicKey()));
    }
    Node gateway =
        new Node(nodes.size() + 1, mixnet, keys.identity().publicKey(), keys.sphinx().publicKey());
    return new NetworkMap(List.copyOf(nodes), gateway, clients.getPort());
  }

  /** The mixes, and the gateway last. */
  List<Node> nodes() {
    List<Node> all = new ArrayList<>(mixes);
    all.add(gateway);
    return all;
  }
}
