package dev.postern.net.nym2025;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** Draws what a test says, then what chance says. */
final class ScriptedRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final transient Queue<byte[]> drawn;

  ScriptedRandom(Queue<byte[]> drawn) {
    this.drawn = new ArrayDeque<>(drawn);
  }

  ScriptedRandom(byte[]... drawn) {
    this(new ArrayDeque<>(List.of(drawn)));
  }

  @Override
  public void nextBytes(byte[] bytes) {
    byte[] next = drawn.poll();
    if (next == null) {
      super.nextBytes(bytes);
    } else {
      System.arraycopy(next, 0, bytes, 0, bytes.length);
    }
  }
}
