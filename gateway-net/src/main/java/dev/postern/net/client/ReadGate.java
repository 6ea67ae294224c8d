package dev.postern.net.client;

import io.netty.channel.Channel;
import java.util.EnumSet;
import java.util.Set;

/**
 * Whether we read from a connection: as long as nothing speaks against it. Runs on the channel's
 * event loop.
 */
final class ReadGate {
  /** What can speak against it. */
  enum Obstacle {
    /** A login is being decided, and much has come behind it, which is for later. */
    MUCH_WAITS_FOR_A_LOGIN,
    /** The client doesn't read our answers; it mustn't cause more. */
    ANSWERS_ARE_NOT_READ,
    /** The client sends more than its share. */
    SENDS_TOO_FAST
  }

  private final Channel channel;
  private final Set<Obstacle> obstacles = EnumSet.noneOf(Obstacle.class);

  ReadGate(Channel channel) {
    this.channel = channel;
  }

  /** Whether it wasn't in the way before. */
  boolean shut(Obstacle obstacle) {
    boolean isNew = obstacles.add(obstacle);
    channel.config().setAutoRead(false);
    return isNew;
  }

  boolean isShut() {
    return !obstacles.isEmpty();
  }

  void open(Obstacle obstacle) {
    if (obstacles.remove(obstacle) && obstacles.isEmpty()) {
      channel.config().setAutoRead(true);
      // This has handed on what waited in the pipeline, without the "read complete" at which
      // handlers flush their answers: that comes with the next bytes, if any.
      channel.flush();
    }
  }
}
