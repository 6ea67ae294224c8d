package dev.postern.net.forwarding;

import java.util.List;

/**
 * Where packets may be sent to. Next hops are named by strangers.
 *
 * @param mode what is allowed without further ado
 * @param allow addresses that are allowed besides
 */
public record EgressRules(Mode mode, List<String> allow) {
  /** What is allowed without further ado. */
  public enum Mode {
    /** Whatever is globally routable, and the nodes that the directory lists. */
    PUBLIC,
    /** The mix nodes that the directory lists. */
    TOPOLOGY
  }

  /** Copies the list. */
  public EgressRules {
    allow = List.copyOf(allow);
  }

  /** Globally routable addresses. */
  public static EgressRules defaults() {
    return new EgressRules(Mode.PUBLIC, List.of());
  }
}
