package dev.postern.app.crash;

import dev.postern.app.cli.PosternProcess;
import java.time.Duration;
import java.util.Random;

/** How a process of the gateway ends. */
enum Death {
  /** In mid-traffic. */
  KILLED {
    @Override
    void strike(PosternProcess process, Random random) {
      process.close();
    }
  },

  /** While it stops. */
  KILLED_IN_ITS_STOP {
    @Override
    void strike(PosternProcess process, Random random) throws Exception {
      process.signal("TERM");
      process.endsWithin(Duration.ofMillis(random.nextInt(STOP_MILLIS)));
      process.close();
    }
  },

  /** By itself, in good order. */
  STOPPED {
    @Override
    void strike(PosternProcess process, Random random) throws Exception {
      process.signal("TERM");
      if (process.exitCode() != 0) {
        throw new AssertionError("a clean stop: " + process.output());
      }
    }
  };

  private static final int STOP_MILLIS = 600;

  abstract void strike(PosternProcess process, Random random) throws Exception;

  /** Seven in ten are killed in mid-traffic, two in ten in their stop. */
  static Death any(Random random) {
    int die = random.nextInt(10);
    return die < 7 ? KILLED : die < 9 ? KILLED_IN_ITS_STOP : STOPPED;
  }
}
