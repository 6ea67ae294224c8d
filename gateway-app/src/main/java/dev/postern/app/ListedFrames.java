package dev.postern.app;

import dev.postern.app.directory.NymVersion;
import dev.postern.net.FrameForm;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which form of mixnet frames listed nodes read, by their versions. Anybody may list a node at the
 * address of another one with a version of his own invention: where entries disagree, nothing is
 * known.
 */
final class ListedFrames {
  private static final NymVersion FIRST_OF_B = new NymVersion(1, 1, 0, "");
  private static final NymVersion FIRST_OF_C = new NymVersion(2025, 12, 0, "");

  private ListedFrames() {}

  /**
   * What no entry contradicts.
   *
   * @param versions of all entries at an address
   */
  static Map<InetSocketAddress, FrameForm> of(Map<InetSocketAddress, Set<NymVersion>> versions) {
    Map<InetSocketAddress, FrameForm> agreed = new HashMap<>();
    versions.forEach(
        (address, ofEntries) -> {
          Set<FrameForm> forms =
              ofEntries.stream().map(ListedFrames::form).collect(Collectors.toSet());
          if (forms.size() == 1) {
            agreed.put(address, forms.iterator().next());
          }
        });
    return agreed;
  }

  /** Releases had numbers from 0.9 to 1.1, and are called by their year since. */
  private static FrameForm form(NymVersion version) {
    if (isFrom(FIRST_OF_C, version)) {
      return FrameForm.C;
    }
    return isFrom(FIRST_OF_B, version) ? FrameForm.B : FrameForm.A;
  }

  /** A pre-release of the first one counts as that. */
  private static boolean isFrom(NymVersion first, NymVersion version) {
    return version.compareTo(first) >= 0 || version.worksWith(first);
  }
}
