package dev.postern.net.generations;

import dev.postern.net.nym09.Nym09;
import dev.postern.net.nym11.Nym11;
import dev.postern.net.nym2025.Nym2025;
import dev.postern.net.wire.ClientGeneration;
import java.util.List;

/** The generations between clients and us. */
public final class ClientGenerations {
  private ClientGenerations() {}

  /**
   * All of them, the oldest one last.
   *
   * @param bandwidthForAll whether clients that give no number are told what both those of 0.9 and
   *     those of 0.12 to v1.1.1 want to know; else they are answered as those of 0.9, to the letter
   */
  public static List<ClientGeneration> all(boolean bandwidthForAll) {
    return List.of(new Nym2025(), new Nym11(bandwidthForAll), new Nym09());
  }
}
