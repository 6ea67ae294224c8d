package dev.postern.net.forwarding;

import dev.postern.net.FrameForm;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** In which form frames go to which hop, at the moment. Thread-safe. */
final class FrameForms {
  private final @Nullable FrameForm fixed; // then nothing else counts
  private volatile Map<InetSocketAddress, FrameForm> listed = Map.of();

  FrameForms(FrameChoice choice) {
    this.fixed = choice.fixed().orElse(null);
  }

  void listed(Map<InetSocketAddress, FrameForm> forms) {
    listed = forms;
  }

  /**
   * That form.
   *
   * @param senders what the generation of the packet's sender uses
   */
  FrameForm of(InetSocketAddress hop, FrameForm senders) {
    return fixed != null ? fixed : listed.getOrDefault(hop, senders);
  }
}
