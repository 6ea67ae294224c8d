package dev.postern.net.delivery;

import java.util.ArrayList;
import java.util.List;

/**
 * What one read of a connection brings: the sessions whose clients it has messages for are woken
 * once it has all been opened, not a packet at a time. To wake another event loop costs a system
 * call as often as that loop sleeps, and by then it has all of them to send at once.
 *
 * <p>Not thread-safe; makes no garbage.
 */
public final class Turn {
  private final List<ClientSession> arrivedFor = new ArrayList<>(); // more than once at times

  /** Nothing has arrived. */
  public Turn() {}

  /** Something was appended to the inbox of that session's client. */
  void arrivedFor(ClientSession session) {
    arrivedFor.add(session);
  }

  /** Wakes them. The next turn begins. */
  public void end() {
    // By index, as an iterator would be garbage; and emptied whatever a session does.
    try {
      for (int i = 0; i < arrivedFor.size(); i++) {
        arrivedFor.get(i).wake();
      }
    } finally {
      arrivedFor.clear();
    }
  }
}
