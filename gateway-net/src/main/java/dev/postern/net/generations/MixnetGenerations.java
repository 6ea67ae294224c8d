package dev.postern.net.generations;

import dev.postern.net.nym09.Nym09FrameHead;
import dev.postern.net.nym11.Nym11FrameHead;
import dev.postern.net.nym2025.Nym2025FrameHead;
import dev.postern.net.wire.FrameHeads;
import java.util.Map;

/** The generations between nodes. */
public final class MixnetGenerations {
  /** What stands before a packet in each of them. */
  public static final FrameHeads FRAME_HEADS =
      new FrameHeads(
          new Nym09FrameHead(),
          Map.of(
              Nym11FrameHead.MARK, new Nym11FrameHead(),
              Nym2025FrameHead.MARK, new Nym2025FrameHead()));

  private MixnetGenerations() {}
}
