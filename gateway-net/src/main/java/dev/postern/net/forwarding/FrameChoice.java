package dev.postern.net.forwarding;

import dev.postern.net.FrameForm;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** In which form frames go to next hops, which never say what they read. */
public enum FrameChoice {
  /** What the directory's version of that hop reads; else what the sender's generation uses. */
  AUTO(null),
  /** {@link FrameForm#A} to all. */
  A(FrameForm.A),
  /** {@link FrameForm#B} to all. */
  B(FrameForm.B),
  /** {@link FrameForm#C} to all. */
  C(FrameForm.C);

  private final @Nullable FrameForm fixed;

  FrameChoice(@Nullable FrameForm fixed) {
    this.fixed = fixed;
  }

  /** The same to all, if it is that. */
  Optional<FrameForm> fixed() {
    return Optional.ofNullable(fixed);
  }
}
