package dev.postern.benchmarks.load;

import java.io.IOException;

/** Where the frames of a stock go. For the sender's thread. */
interface Outlet extends AutoCloseable {
  /** Writes so many frames, from one on; may block while the gateway doesn't read. */
  void send(PacketStock stock, int first, int frames) throws IOException;

  @Override
  void close() throws IOException;
}
