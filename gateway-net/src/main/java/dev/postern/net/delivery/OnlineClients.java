package dev.postern.net.delivery;

import dev.postern.sphinx.DestinationAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Who is here: at most one live session per client. Thread-safe. */
public final class OnlineClients {
  private final ConcurrentMap<DestinationAddress, ClientSession> sessions =
      new ConcurrentHashMap<>();

  /** Whether the client was not here before, and now is. */
  public boolean join(DestinationAddress client, ClientSession session) {
    return sessions.putIfAbsent(client, session) == null;
  }

  /** Ends a session; does nothing if another one of the same client took its place. */
  public void leave(DestinationAddress client, ClientSession session) {
    sessions.remove(client, session);
  }

  /** The client's session, if it is here. */
  public @Nullable ClientSession find(DestinationAddress client) {
    return sessions.get(client);
  }

  /** How many are here. */
  public int count() {
    return sessions.size();
  }
}
