package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.net.mixnet.NodeKeys;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import dev.postern.storage.MemoryReplays;
import dev.postern.storage.MemoryStore;
import dev.postern.storage.SeenTags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A clock that is set by hand, a directory that answers when a test says so. */
class KeyRotationTest {
  private static final Duration PERIOD = Duration.ofHours(10);
  private static final Duration OVERLAP = Duration.ofHours(5);
  private static final byte[] TAG = new byte[SeenTags.TAG_BYTES];

  private final SphinxPrivateKey first = SphinxPrivateKey.generate(new SecureRandom());
  private final MemoryReplays replays = new MemoryReplays();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<SphinxPublicKey> announced = new ArrayList<>();
  private final Disk disk = new Disk(SphinxKeys.of(first));
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private NodeKeys nodeKeys;
  private KeyRotation rotation = started(PERIOD);

  private static final class Disk implements SphinxKeyStore {
    SphinxKeys kept;
    boolean asked;
    boolean fails;

    Disk(SphinxKeys kept) {
      this.kept = kept;
    }

    @Override
    public void save(SphinxKeys keys) throws IOException {
      if (fails) {
        throw new IOException("full");
      }
      asked &= keys.current().equals(kept.current());
      kept = keys;
    }

    @Override
    public boolean rotationIsAsked() {
      return asked;
    }
  }

  private final class HandClock extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** As a process that begins with what is on the disk. */
  private KeyRotation started(Duration period) {
    nodeKeys = new NodeKeys(disk.kept.current(), replays);
    disk.kept.openWith(nodeKeys, now);
    return new KeyRotation(
        period,
        disk.kept,
        disk,
        nodeKeys,
        replays,
        new HandClock(),
        () -> SphinxPrivateKey.generate(new SecureRandom()),
        announced::add,
        meters.counter("postern.keys.rotations"));
  }

  private void pass(Duration time) {
    now = now.plus(time);
    rotation.look();
  }

  /** One key is current and registered, the first one is on its way out. */
  private SphinxPublicKey rotate() {
    rotation.look();
    pass(PERIOD);
    SphinxPublicKey second = nodeKeys.current();
    assertThat(second).isNotEqualTo(first.publicKey());
    return second;
  }

  private double rotations() {
    return meters.get("postern.keys.rotations").counter().count();
  }

  @Test
  void key_ofUnknownAge_isAsOldAsTheFirstLook() {
    rotation.look();
    pass(PERIOD.minusMillis(1));

    assertThat(nodeKeys.current()).isEqualTo(first.publicKey());
    assertThat(disk.kept.since()).contains(Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Test
  void key_thatIsOldEnough_isReplacedKeptAndAnnounced() {
    SphinxPublicKey second = rotate();

    assertThat(announced).containsExactly(second);
    assertThat(rotations()).isEqualTo(1);
    assertThat(disk.kept.current().publicKey()).isEqualTo(second);
    assertThat(disk.kept.acceptedAt(now).map(SphinxKeys.Retiring::key)).contains(first);
  }

  @Test
  void rotationIds_countFromTheFirstKey_andGoWithTheirKeys() {
    rotate();

    assertThat(disk.kept.rotationId()).isEqualTo(1);
    assertThat(disk.kept.retiring().orElseThrow().rotationId()).isZero();
    assertThat(rotation.keys()).isEqualTo(disk.kept);
  }

  @Test
  void rotationIds_afterTheLastWithAParity_beginAtOne() {
    assertThat(SphinxKeys.rotationIdAfter(0)).isEqualTo(1);
    assertThat(SphinxKeys.rotationIdAfter(1)).isEqualTo(2);
    assertThat(SphinxKeys.rotationIdAfter(4_294_967_293L)).isEqualTo(4_294_967_294L);
    assertThat(SphinxKeys.rotationIdAfter(4_294_967_294L)).isEqualTo(1);
    assertThat(SphinxKeys.rotationIdAfter(4_294_967_295L)).isEqualTo(1);
  }

  @Test
  void rotationId_thatIsNone_isRefused() {
    assertThatThrownBy(() -> new SphinxKeys(first, -1, Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SphinxKeys.Retiring(first, 1L << 32, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Else the id would be lost with the retiring key that it is known from. */
  @Test
  void restart_afterAKillBeforeTheTime_writesTimeAndIdDown() {
    disk.kept =
        new SphinxKeys(
            SphinxPrivateKey.generate(new SecureRandom()),
            6,
            Optional.empty(),
            Optional.of(new SphinxKeys.Retiring(first, 5, Optional.of(Instant.EPOCH))));
    rotation = started(Duration.ZERO);

    rotation.look();

    assertThat(disk.kept.since()).contains(now);
    assertThat(disk.kept.rotationId()).isEqualTo(6);
    assertThat(disk.kept.retiring()).isEmpty();
  }

  @Test
  void period_overAgain_onlyCountsFromTheLastRotation() {
    SphinxPublicKey second = rotate();
    rotation.registered(second);
    pass(OVERLAP);
    pass(PERIOD.minus(OVERLAP).minusMillis(1));
    assertThat(nodeKeys.current()).isEqualTo(second);

    pass(Duration.ofMillis(1));

    assertThat(nodeKeys.current()).isNotEqualTo(second);
    assertThat(rotations()).isEqualTo(2);
  }

  @Test
  void directory_thatIsDown_keepsBothKeysForAsLongAsItIs() {
    rotate();
    pass(Duration.ofDays(365));

    assertThat(disk.kept.acceptedAt(now).map(SphinxKeys.Retiring::key)).contains(first);
    assertThat(rotations()).isEqualTo(1);
  }

  @Test
  void overlap_runsFromTheRegistration() {
    SphinxPublicKey second = rotate();
    pass(Duration.ofDays(3));
    rotation.registered(second);

    pass(OVERLAP.minusMillis(1));
    assertThat(disk.kept.acceptedAt(now).map(SphinxKeys.Retiring::key)).contains(first);
    pass(Duration.ofMillis(1));

    assertThat(disk.kept.retiring()).isEmpty();
  }

  @Test
  void registration_ofTheKeyBefore_beginsNoOverlap() {
    rotate();

    rotation.registered(first.publicKey());

    assertThat(disk.kept.retiring().orElseThrow().until()).isEmpty();
  }

  @Test
  void registration_again_doesNotLengthenTheOverlap() {
    SphinxPublicKey second = rotate();
    rotation.registered(second);
    pass(OVERLAP.minusMillis(1));
    rotation.registered(second);

    pass(Duration.ofMillis(1));

    assertThat(disk.kept.retiring()).isEmpty();
  }

  @Test
  void tags_ofAKey_goWhenItGoesAndNotBefore() {
    assertThat(replays.packets(first.publicKey()).add(TAG, 0)).isEqualTo(SeenTags.Answer.NEW);
    rotation.registered(rotate());
    pass(OVERLAP.minusMillis(1));
    assertThat(replays.packets(first.publicKey()).add(TAG, 0)).isEqualTo(SeenTags.Answer.SEEN);

    pass(Duration.ofMillis(1));

    assertThat(replays.packets(first.publicKey()).add(TAG, 0)).isEqualTo(SeenTags.Answer.NEW);
  }

  @Test
  void restart_inTheOverlap_goesOnWithBothKeys() {
    SphinxPublicKey second = rotate();
    rotation.registered(second);
    pass(Duration.ofHours(1));

    rotation = started(PERIOD);
    rotation.registered(second);
    rotation.look();
    assertThat(nodeKeys.current()).isEqualTo(second);
    assertThat(disk.kept.acceptedAt(now).map(SphinxKeys.Retiring::key)).contains(first);

    pass(OVERLAP.minusHours(1));
    assertThat(disk.kept.retiring()).isEmpty();
  }

  @Test
  void restart_beforeTheRegistration_beginsTheOverlapWithIt() {
    SphinxPublicKey second = rotate();

    rotation = started(PERIOD);
    pass(Duration.ofDays(1));
    rotation.registered(second);
    pass(OVERLAP.minusMillis(1));

    assertThat(disk.kept.acceptedAt(now).map(SphinxKeys.Retiring::key)).contains(first);
  }

  @Test
  void restart_withoutRotation_endsTheOverlapAllTheSame() {
    rotation.registered(rotate());

    rotation = started(Duration.ZERO);
    pass(OVERLAP);
    pass(Duration.ofDays(1000));

    assertThat(disk.kept.retiring()).isEmpty();
    assertThat(rotations()).isEqualTo(1);
  }

  /**
   * Killed between forgetting tags and forgetting the key, on a machine whose clock is set back.
   */
  @Test
  void clock_setBackAfterTheEnd_neverBringsTheKeyBack() {
    disk.kept =
        new SphinxKeys(
            SphinxPrivateKey.generate(new SecureRandom()),
            1,
            Optional.of(now),
            Optional.of(new SphinxKeys.Retiring(first, 0, Optional.of(Instant.EPOCH))));
    now = now.minus(Duration.ofDays(10_000));

    assertThat(disk.kept.acceptedAt(now)).isEmpty();
    rotation = started(PERIOD);
    rotation.look();
    assertThat(disk.kept.retiring()).isEmpty();
  }

  @Test
  void disk_thatFails_leavesTheKeyAndIsTriedAgain() {
    rotation.look();
    disk.fails = true;
    pass(PERIOD);
    assertThat(nodeKeys.current()).isEqualTo(first.publicKey());
    assertThat(announced).isEmpty();

    disk.fails = false;
    rotation.look();

    assertThat(announced).containsExactly(nodeKeys.current());
    assertThat(rotations()).isEqualTo(1);
  }

  @Test
  void disk_thatFailsAtTheEnd_isTriedAgain() {
    rotation.registered(rotate());
    disk.fails = true;
    pass(OVERLAP);
    assertThat(disk.kept.retiring()).isPresent();

    disk.fails = false;
    rotation.look();

    assertThat(disk.kept.retiring()).isEmpty();
  }

  @Test
  void wish_isHeardWithoutAPeriod() {
    rotation = started(Duration.ZERO);
    pass(Duration.ofDays(1000));
    assertThat(rotations()).isZero();

    disk.asked = true;
    rotation.look();

    assertThat(rotations()).isEqualTo(1);
    assertThat(disk.asked).isFalse();
  }

  /** There are two keys at most, so the wish waits. */
  @Test
  void wish_inAnOverlap_isHeardAfterIt() {
    rotation.registered(rotate());
    disk.asked = true;
    pass(OVERLAP.minusMillis(1));
    assertThat(rotations()).isEqualTo(1);

    pass(Duration.ofMillis(1));
    rotation.look();

    assertThat(rotations()).isEqualTo(2);
  }

  @Test
  void overlap_isHalfThePeriodAndADayAtMost() {
    assertThat(KeyRotation.overlap(Duration.ofHours(1))).isEqualTo(Duration.ofMinutes(30));
    assertThat(KeyRotation.overlap(Duration.ofDays(2))).isEqualTo(Duration.ofDays(1));
    assertThat(KeyRotation.overlap(Duration.ofDays(365))).isEqualTo(Duration.ofDays(1));
    assertThat(KeyRotation.overlap(Duration.ofSeconds(Long.MAX_VALUE)))
        .isEqualTo(Duration.ofDays(1));
    assertThat(KeyRotation.overlap(Duration.ZERO)).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void build_rotationWithoutAPlaceForKeys_isRefused() {
    GatewayBuilder builder =
        Gateway.builder()
            .identityKey(IdentityPrivateKey.generate(new SecureRandom()))
            .sphinxKey(first)
            .mixnetListener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .clientsListener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .store(new MemoryStore())
            .settings(GatewaySettings.defaults().withSphinxKeyRotation(PERIOD));

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("sphinxKeys");
    assertThat(builder.sphinxKeys(SphinxKeys.of(first), disk).build().sphinxKey())
        .isEqualTo(first.publicKey());
  }
}
