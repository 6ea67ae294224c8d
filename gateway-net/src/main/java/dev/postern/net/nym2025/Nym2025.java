package dev.postern.net.nym2025;

import dev.postern.net.wire.ClientGeneration;
import dev.postern.net.wire.GatewaySide;
import dev.postern.net.wire.LoginDialogue;

/** The clients' link from v2024.12 on, generation C (the later generations' spec §6). */
public final class Nym2025 implements ClientGeneration {
  @Override
  public LoginDialogue newDialogue(GatewaySide side) {
    return new Nym2025Login(side);
  }

  @Override
  public int longestFrameBytes() {
    return SealedFrames.OVERHEAD_BYTES + PacketRequests.LONGEST_BYTES;
  }
}
