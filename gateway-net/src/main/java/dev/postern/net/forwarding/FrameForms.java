package dev.postern.net.forwarding;

import dev.postern.net.FrameForm;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** In which form frames go to which hop, at the moment. Thread-safe. */
final class FrameForms {
  private final @Nullable FrameForm fixed; // then nothing else counts
  private volatile Map<InetSocketAddress, FrameForm> named = Map.of();
  private volatile Map<InetSocketAddress, FrameForm> listed = Map.of();

  FrameForms(FrameChoice choice) {
    this.fixed = choice.fixed().orElse(null);
  }

  /** What the operator knows of hops. */
  void named(Map<InetSocketAddress, FrameForm> forms) {
    named = Map.copyOf(forms);
  }

  /** What the directory says of hops; of those of which the operator knows it counts less. */
  void listed(Map<InetSocketAddress, FrameForm> forms) {
    listed = forms;
  }

  /**
   * That form.
   *
   * @param senders what the generation of the packet's sender uses
   */
  FrameForm of(InetSocketAddress hop, FrameForm senders) {
    if (fixed != null) {
      return fixed;
    }
    FrameForm known = named.get(hop);
    return known != null ? known : listed.getOrDefault(hop, senders);
  }
}
