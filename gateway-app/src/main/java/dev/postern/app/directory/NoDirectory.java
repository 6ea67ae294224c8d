package dev.postern.app.directory;

import dev.postern.sphinx.crypto.IdentityPublicKey;
import java.util.List;

/** Lists nobody and forgets what it is told. */
enum NoDirectory implements Directory {
  INSTANCE;

  @Override
  public Topology topology() {
    return new Topology(List.of(), List.of());
  }

  @Override
  public void register(Announcement announcement) {}

  @Override
  public void unregister(IdentityPublicKey identity) {}
}
