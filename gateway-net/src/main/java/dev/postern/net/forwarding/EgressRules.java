package dev.postern.net.forwarding;

import com.google.common.collect.ImmutableList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Where packets may be sent to. Next hops are named by strangers: in the frames of clients, and in
 * the SURB-acks inside packets. Whatever the rules, port 0, what is no single host's address, and
 * the gateway's own ports are never connected to.
 *
 * <pre>{@code
 * EgressRules.defaults().allow("127.0.0.0/8", "[fd00::/8]:1789")
 * }</pre>
 *
 * @param mode what is allowed without further ado
 * @param listedPrivate whether a directory's word is enough for an address that isn't globally
 *     routable
 * @param allow addresses that are allowed besides
 */
public record EgressRules(Mode mode, ListedPrivate listedPrivate, List<AddressRange> allow) {
  /** What is allowed without further ado. */
  public enum Mode {
    /** Whatever is globally routable, and the nodes that the directory lists. */
    PUBLIC,
    /** The mix nodes that the directory lists. */
    TOPOLOGY
  }

  /**
   * Whether the directory may list addresses such as 127.0.0.1 and 10.1.2.3. Anybody can register a
   * node with a validator of 0.9 and name any address as its own.
   */
  public enum ListedPrivate {
    /** If the directory itself is at such an address: a network of one's own. */
    LOCAL_DIRECTORY,
    /** Wherever the directory is. */
    ALWAYS,
    /** Never. */
    NEVER
  }

  /** Copies the list, each entry once. */
  public EgressRules {
    allow = List.copyOf(new LinkedHashSet<>(allow));
  }

  /** Globally routable addresses, and those of a network of one's own. */
  public static EgressRules defaults() {
    return new EgressRules(Mode.PUBLIC, ListedPrivate.LOCAL_DIRECTORY, List.of());
  }

  /**
   * The same with more addresses allowed, in the forms of {@link AddressRange}.
   *
   * @throws IllegalArgumentException for another form
   */
  public EgressRules allow(String... more) {
    ImmutableList.Builder<AddressRange> ranges = ImmutableList.builder();
    for (String entry : more) {
      ranges.add(
          AddressRange.parse(entry)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException("'" + entry + "' is not " + AddressRange.FORM)));
    }
    return allow(ranges.build());
  }

  /** The same with more addresses allowed. */
  public EgressRules allow(List<AddressRange> more) {
    return new EgressRules(
        mode,
        listedPrivate,
        ImmutableList.<AddressRange>builder().addAll(allow).addAll(more).build());
  }

  /** The same with another mode. */
  public EgressRules withMode(Mode other) {
    return new EgressRules(other, listedPrivate, allow);
  }

  /** The same with another answer to whether a directory may list private addresses. */
  public EgressRules withListedPrivate(ListedPrivate other) {
    return new EgressRules(mode, other, allow);
  }

  /** One line for an operator. */
  @Override
  public String toString() {
    String first =
        mode == Mode.PUBLIC
            ? "to globally routable addresses and to listed nodes"
            : "to listed mix nodes only";
    return allow.isEmpty() ? first : first + ", and to " + String.join(", ", texts());
  }

  private List<String> texts() {
    return allow.stream().map(AddressRange::toString).toList();
  }
}
