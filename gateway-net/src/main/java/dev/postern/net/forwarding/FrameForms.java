package dev.postern.net.forwarding;

import dev.postern.net.FrameForm;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** In which form frames go to which hop, at the moment. Thread-safe. */
final class FrameForms {
  private final @Nullable FrameForm fixed; // then nothing else counts
  private volatile Map<InetSocketAddress, FrameForm> known = Map.of();
  private volatile Map<InetSocketAddress, FrameForm> listed = Map.of();

  FrameForms(FrameChoice choice) {
    this.fixed = choice.fixed().orElse(null);
  }

  /** By whoever runs this gateway, who knows better than a list. */
  void known(Map<InetSocketAddress, FrameForm> forms) {
    known = Map.copyOf(forms);
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
    if (fixed != null) {
      return fixed;
    }
    FrameForm form = known.get(hop);
    return form != null ? form : listed.getOrDefault(hop, senders);
  }
}
