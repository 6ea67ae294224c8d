package dev.postern.app.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;

/**
 * How Sphinx keys change in this network, as a client with a topology of its own asks the directory
 * service once at its start (the later generations' spec §8). In a network without such a service a
 * gateway may stand in for it. Time is counted in epochs, here hours since 1970:
 *
 * <pre>
 *  rotation id of an epoch = (epoch − initial_epoch_id) / validity_epochs
 * </pre>
 *
 * From that a client only learns after what time a reply block is better replaced.
 */
final class KeyRotationInfo {
  private static final Duration EPOCH = Duration.ofHours(1);
  private static final long EPOCHS_OF_A_DAY = 24; // what the reference's network has

  private KeyRotationInfo() {}

  /**
   * As of now.
   *
   * @param period how old a key gets; zero if nobody says
   */
  static ObjectNode of(SphinxKeyState keys, Duration period, Instant now) {
    long validity =
        period.isZero() ? EPOCHS_OF_A_DAY : Math.max(1, period.dividedBy(EPOCH)); // whole hours
    long epoch = Math.floorDiv(now.getEpochSecond(), EPOCH.toSeconds());
    long age =
        keys.since()
            .map(since -> Duration.between(since, now).dividedBy(EPOCH))
            .map(hours -> Math.min(Math.max(hours, 0), validity - 1))
            .orElse(0L);
    long rotationStart = epoch - age;
    long initial = Math.max(0, rotationStart - keys.rotationId() * validity);
    long rotationId = (epoch - initial) / validity;
    long start = initial + rotationId * validity;

    ObjectNode info = JsonNodeFactory.instance.objectNode();
    info.putObject("key_rotation_state")
        .put("validity_epochs", validity)
        .put("initial_epoch_id", initial);
    info.put("current_absolute_epoch_id", epoch);
    info.put("current_epoch_start", Instant.ofEpochSecond(epoch * EPOCH.toSeconds()).toString());
    info.putObject("epoch_duration").put("secs", EPOCH.toSeconds()).put("nanos", 0);
    info.putObject("progress")
        .put("current_key_rotation_id", rotationId)
        .put("current_rotation_starting_epoch", start)
        .put("current_rotation_ending_epoch", start + validity - 1);
    return info;
  }
}
