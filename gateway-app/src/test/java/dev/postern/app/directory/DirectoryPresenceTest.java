package dev.postern.app.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.app.directory.DirectoryException.Reason;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DirectoryPresenceTest {
  private final Announcement ours = Announcements.ours();
  private final BlockingQueue<Listing> topologies = new LinkedBlockingQueue<>();

  /** Notes what it is asked; each test says how it answers. */
  private static class FakeDirectory implements Directory {
    final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

    @Override
    public Topology topology() throws DirectoryException {
      calls.add("topology");
      return new Topology(List.of(), List.of());
    }

    @Override
    public void register(Announcement announcement) throws DirectoryException {
      calls.add("register " + announcement.mixHost());
    }

    @Override
    public void unregister(IdentityPublicKey identity) throws DirectoryException {
      calls.add("unregister " + identity.toBase58());
    }

    String nextCall() throws InterruptedException {
      return calls.poll(30, TimeUnit.SECONDS);
    }
  }

  private DirectoryPresence presence(Directory directory) {
    return presence(directory, Duration.ofHours(1));
  }

  private DirectoryPresence presence(Directory directory, Duration refresh) {
    return new DirectoryPresence(directory, ours, topologies::add, Duration.ofMillis(1), refresh);
  }

  private String registered() {
    return "register " + ours.mixHost();
  }

  private String unregistered() {
    return "unregister " + ours.identityKey().toBase58();
  }

  @Test
  void start_looksAroundRegistersAndUnregistersAtTheEnd() throws Exception {
    FakeDirectory directory = new FakeDirectory();
    try (DirectoryPresence presence = presence(directory)) {
      presence.start();
      assertThat(directory.nextCall()).isEqualTo("topology");
      assertThat(directory.nextCall()).isEqualTo(registered());
      assertThat(presence.conflict()).isNotDone();
    }

    assertThat(directory.calls).containsExactly(unregistered());
  }

  @Test
  void start_ourAddressTakenByAnother_completesConflictAndRegistersNothing() throws Exception {
    FakeDirectory directory =
        new FakeDirectory() {
          @Override
          public Topology topology() {
            return new Topology(
                List.of(),
                List.of(
                    new ListedNode(
                        new ListedNode.Serving("ws://x:1"), ours.mixHost(), "other", "k", "v")));
          }
        };
    try (DirectoryPresence presence = presence(directory)) {
      presence.start();
      assertThat(presence.conflict().get(30, TimeUnit.SECONDS))
          .isEqualTo(new DirectoryConflict(ours.mixHost(), "other"));
    }

    assertThat(directory.calls).isEmpty();
  }

  @Test
  void start_directoryDown_isTriedAgain() throws Exception {
    FakeDirectory directory =
        new FakeDirectory() {
          private int failures = 3;

          @Override
          public Topology topology() throws DirectoryException {
            if (failures-- > 0) {
              throw new DirectoryException(Reason.UNREACHABLE, "down");
            }
            return super.topology();
          }
        };
    try (DirectoryPresence presence = presence(directory)) {
      presence.start();
      assertThat(directory.nextCall()).isEqualTo("topology");
      assertThat(directory.nextCall()).isEqualTo(registered());
    }
  }

  @Test
  void start_registrationFails_looksAroundAgainBeforeTheNext() throws Exception {
    FakeDirectory directory =
        new FakeDirectory() {
          private boolean failed;

          @Override
          public void register(Announcement announcement) throws DirectoryException {
            super.register(announcement);
            if (!failed) {
              failed = true;
              throw new DirectoryException(Reason.REFUSED, "no room");
            }
          }
        };
    try (DirectoryPresence presence = presence(directory)) {
      presence.start();
      assertThat(directory.nextCall()).isEqualTo("topology");
      assertThat(directory.nextCall()).isEqualTo(registered());
      assertThat(directory.nextCall()).isEqualTo("topology");
      assertThat(directory.nextCall()).isEqualTo(registered());
    }
  }

  @Test
  void start_topologyUnreadable_registersAllTheSame() throws Exception {
    FakeDirectory directory =
        new FakeDirectory() {
          @Override
          public Topology topology() throws DirectoryException {
            throw new DirectoryException(Reason.UNREADABLE, "a stranger's entry");
          }
        };
    try (DirectoryPresence presence = presence(directory)) {
      presence.start();
      assertThat(directory.nextCall()).isEqualTo(registered());
    }
  }

  @Test
  void start_directoryThrowsWhatItMustNot_isTriedAgain() throws Exception {
    FakeDirectory directory =
        new FakeDirectory() {
          private boolean failed;

          @Override
          public Topology topology() throws DirectoryException {
            if (!failed) {
              failed = true;
              throw new IllegalStateException("an embedder's defect");
            }
            return super.topology();
          }
        };
    try (DirectoryPresence presence = presence(directory)) {
      presence.start();
      assertThat(directory.nextCall()).isEqualTo("topology");
      assertThat(directory.nextCall()).isEqualTo(registered());
    }
  }

  @Test
  void refresh_looksAgainWithoutRegisteringAgain() throws Exception {
    FakeDirectory directory = new FakeDirectory();
    try (DirectoryPresence presence = presence(directory, Duration.ofMillis(1))) {
      presence.start();
      assertThat(directory.nextCall()).isEqualTo("topology");
      assertThat(directory.nextCall()).isEqualTo(registered());
      for (int look = 0; look < 5; look++) {
        assertThat(directory.nextCall()).isEqualTo("topology");
        assertThat(topologies.poll(30, TimeUnit.SECONDS)).isNotNull();
      }
    }
  }

  /** A directory that goes down, or goes mad, takes nothing away from what it said before. */
  @Test
  void refresh_directoryFails_keepsTheLastTopologyAndTriesAgain() throws Exception {
    FakeDirectory directory =
        new FakeDirectory() {
          private int looks;

          @Override
          public Topology topology() throws DirectoryException {
            super.topology();
            switch (++looks) {
              case 2 -> throw new DirectoryException(Reason.UNREADABLE, "mad");
              case 3 -> throw new DirectoryException(Reason.UNREACHABLE, "down");
              case 4 -> throw new IllegalStateException("an embedder's defect");
              default -> {}
            }
            return new Topology(List.of(mix("10.0.0." + looks + ":1789")), List.of());
          }
        };
    try (DirectoryPresence presence = presence(directory, Duration.ofMillis(1))) {
      presence.start();
      assertThat(topologies.poll(30, TimeUnit.SECONDS).mixNodes())
          .containsExactly(new InetSocketAddress("10.0.0.1", 1789));
      assertThat(topologies.poll(30, TimeUnit.SECONDS).mixNodes())
          .containsExactly(new InetSocketAddress("10.0.0.5", 1789));
    }
  }

  private static ListedNode mix(String host) {
    return new ListedNode(new ListedNode.Mixing(1), host, "identity", "key", "0.9.0");
  }

  @Test
  void close_whileRegistering_interruptsAndUnregisters() throws Exception {
    CountDownLatch registering = new CountDownLatch(1);
    FakeDirectory directory =
        new FakeDirectory() {
          @Override
          public void register(Announcement announcement) throws DirectoryException {
            registering.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              throw new DirectoryException(Reason.UNREACHABLE, "interrupted");
            }
          }
        };
    try (DirectoryPresence presence = presence(directory)) {
      presence.start();
      registering.await();
      assertThat(directory.nextCall()).isEqualTo("topology");
    }

    assertThat(directory.calls).containsExactly(unregistered());
  }

  @Test
  void close_directoryNeverAnswers_returns() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    FakeDirectory directory =
        new FakeDirectory() {
          @Override
          public void unregister(IdentityPublicKey identity) throws DirectoryException {
            super.unregister(identity);
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              gone.countDown();
            }
          }
        };
    try (DirectoryPresence presence = presence(directory)) {
      presence.start();
      assertThat(directory.nextCall()).isEqualTo("topology");
      assertThat(directory.nextCall()).isEqualTo(registered());
    }

    assertThat(directory.calls).containsExactly(unregistered());
    assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void close_neverStarted_asksNothing() {
    FakeDirectory directory = new FakeDirectory();
    presence(directory).close();

    assertThat(directory.calls).isEmpty();
  }

  @Test
  void none_isNeverInConflict() {
    try (DirectoryPresence presence = presence(Directory.none())) {
      presence.start();
      assertThat(presence.conflict()).isNotDone();
    }
  }
}
