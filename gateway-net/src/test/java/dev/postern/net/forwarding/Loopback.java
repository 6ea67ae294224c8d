package dev.postern.net.forwarding;

/** The rules by which tests send packets to hops on loopback. */
final class Loopback {
  static final EgressRules ALLOWED = EgressRules.defaults().allow("127.0.0.0/8", "::1");

  private Loopback() {}
}
