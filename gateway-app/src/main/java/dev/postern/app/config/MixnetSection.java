package dev.postern.app.config;

import dev.postern.net.forwarding.FrameChoice;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code [mixnet]}: how packets look on their way to next hops. A section of ours: the reference
 * refuses a file that has it, so it is in a file only if somebody wants something else than the
 * default.
 */
public final class MixnetSection {
  /** What may be written. */
  public static final String ACCEPTED = "'auto', 'a', 'b' or 'c'";

  static final String NAME = "mixnet";

  private static final String FRAME = "frame";

  private MixnetSection() {}

  static FrameChoice read(ConfigSection section) throws ConfigException {
    section.allowOnly(Set.of(FRAME));
    return section.read(FRAME, MixnetSection::frame, FrameChoice.AUTO, "write " + ACCEPTED);
  }

  /** A form of frames as it is written in files and on the command line. */
  public static Optional<FrameChoice> frame(Object written) {
    return Stream.of(FrameChoice.values())
        .filter(choice -> text(choice).equals(written))
        .findFirst();
  }

  private static String text(FrameChoice choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  /** Only what differs from the default. */
  static void write(FrameChoice frame, ConfigWriter to) {
    if (frame != FrameChoice.AUTO) {
      to.title("how packets look on their way to next hops");
      to.section(NAME);
      to.text(FRAME, text(frame));
    }
  }
}
