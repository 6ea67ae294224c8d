package dev.postern.benchmarks.load;

import java.io.IOException;

/** Sends a stock at its pace, on the thread that calls it. */
final class Sender {
  private final PacketStock stock;
  private final PacketLog log;
  private final Outlet outlet;

  Sender(PacketStock stock, PacketLog log, Outlet outlet) {
    this.stock = stock;
    this.log = log;
    this.outlet = outlet;
  }

  /**
   * Until the stock is used up or the pace is over.
   *
   * @param warmUp nothing before its end is measured
   * @param measuring is run before the first packet that is
   */
  void send(Pace pace, WarmUp warmUp, Runnable measuring) throws IOException, InterruptedException {
    boolean warm = false;
    long start = System.nanoTime();
    pace.start(start);
    for (int next = 0; next < stock.count(); ) {
      int due = pace.awaitDue(next);
      if (due == Pace.OVER) {
        break;
      }
      if (!warm && warmUp.isOver(pace.dueNanos(next) - start, next)) {
        warm = true;
        measuring.run();
        log.measureFrom(next, pace.dueNanos(next));
      }
      int frames = Math.min(due, stock.count() - next);
      long now = System.nanoTime();
      for (int i = next; i < next + frames; i++) {
        log.sending(i, pace.dueNanos(i), now);
      }
      outlet.send(stock, next, frames);
      next += frames;
    }
    if (!warm) {
      throw new LoadFailure("nothing was measured: all packets went out in the warm-up, or none");
    }
  }
}
