package dev.postern.storage;

import static dev.postern.storage.Some.append;
import static dev.postern.storage.Some.await;
import static dev.postern.storage.Some.inbox;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.sphinx.DestinationAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link ClientRegistry} promises, in its words. Every implementation extends this. */
public abstract class ClientRegistryContract {
  private static final DestinationAddress ALICE = Some.client(1);
  private static final DestinationAddress BOB = Some.client(2);

  protected GatewayStore store;

  /** A store that holds nothing. */
  protected abstract GatewayStore open() throws Exception;

  @BeforeEach
  final void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  @Test
  void find_tellsOfARegistrationThatCompleted() {
    Registration registration = Some.registration(ALICE);
    await(store.clients().register(registration));
    assertThat(await(store.clients().find(ALICE))).contains(registration);
    assertThat(await(store.clients().find(BOB))).isEmpty();
  }

  @Test
  void register_again_replacesTheRegistration_andItsInboxStays() {
    await(store.clients().register(Some.registration(ALICE, "first")));
    append(store, ALICE, "message");
    Registration second = Some.registration(ALICE, "second");
    await(store.clients().register(second));
    assertThat(await(store.clients().find(ALICE))).contains(second);
    assertThat(inbox(store, ALICE)).containsExactly("message");
    assertThat(store.clients().count()).isEqualTo(1);
  }

  @Test
  void registration_keepsItsTimes() {
    Instant registered = Instant.ofEpochMilli(1_700_000_000_001L);
    Instant used = Instant.ofEpochMilli(1_700_000_900_002L);
    Registration registration = new Registration(ALICE, Some.secret("secret"), registered, used);
    await(store.clients().register(registration));
    assertThat(await(store.clients().find(ALICE)).orElseThrow().registeredAt())
        .isEqualTo(registered);
    assertThat(await(store.clients().find(ALICE)).orElseThrow().lastUsed()).isEqualTo(used);
  }

  @Test
  void registration_withASecretOf255Bytes_isKept_andOneByteMoreIsTheCallersMistake() {
    Registration longest = Some.registration(ALICE, "x".repeat(255));
    await(store.clients().register(longest));
    assertThat(await(store.clients().find(ALICE))).contains(longest);
    assertThatThrownBy(() -> Some.registration(ALICE, "x".repeat(256)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void forget_removesTheRegistrationAndTheInbox() {
    await(store.clients().register(Some.registration(ALICE)));
    await(store.clients().register(Some.registration(BOB)));
    append(store, ALICE, "message");
    append(store, BOB, "message");
    await(store.clients().forget(ALICE));
    assertThat(await(store.clients().find(ALICE))).isEmpty();
    assertThat(inbox(store, ALICE)).isEmpty();
    assertThat(store.inboxes().usage()).isEqualTo(new Usage(1, 7));
    assertThat(store.inboxes().append(ALICE, new byte[1], 0, 1))
        .isEqualTo(new Refused(Refused.Reason.UNKNOWN_CLIENT));
    assertThat(store.clients().count()).isEqualTo(1);
  }

  @Test
  void forget_thenRegister_beginsWithAnEmptyInbox() {
    await(store.clients().register(Some.registration(ALICE)));
    append(store, ALICE, "old");
    await(store.clients().forget(ALICE));
    await(store.clients().register(Some.registration(ALICE)));
    append(store, ALICE, "new");
    assertThat(inbox(store, ALICE)).containsExactly("new");
  }

  @Test
  void forget_ofAnUnknownClient_completes() {
    assertThat(store.clients().forget(ALICE)).succeedsWithin(Duration.ofMinutes(1));
  }

  @Test
  void used_isKnownAtOnce_andChangesNothingElse() {
    Registration registration = Some.registration(ALICE);
    await(store.clients().register(registration));
    Instant later = registration.lastUsed().plusSeconds(60);
    store.clients().used(ALICE, later);
    assertThat(await(store.clients().find(ALICE))).contains(registration.usedAt(later));
  }

  @Test
  void used_beforeTheLastUse_isIgnored() {
    Registration registration = Some.registration(ALICE);
    await(store.clients().register(registration));
    store.clients().used(ALICE, registration.lastUsed().minusSeconds(60));
    assertThat(await(store.clients().find(ALICE))).contains(registration);
  }

  @Test
  void used_byAnUnknownClient_doesNothing() {
    store.clients().used(ALICE, Instant.EPOCH);
    assertThat(await(store.clients().find(ALICE))).isEmpty();
    assertThat(store.clients().count()).isZero();
  }

  @Test
  void proven_later_isTaken_andChangesNothingElse() {
    Registration registration = Some.registration(ALICE);
    await(store.clients().register(registration));
    assertThat(store.clients().proven(ALICE, 1_700_000_000)).isTrue();
    assertThat(await(store.clients().find(ALICE))).contains(registration.provenAt(1_700_000_000));
  }

  @Test
  void proven_ofTheSameSecond_isTaken() {
    await(store.clients().register(Some.registration(ALICE)));
    assertThat(store.clients().proven(ALICE, 1_700_000_000)).isTrue();
    assertThat(store.clients().proven(ALICE, 1_700_000_000)).isTrue();
  }

  @Test
  void proven_earlier_isRefused_andForgetsNothing() {
    await(store.clients().register(Some.registration(ALICE)));
    assertThat(store.clients().proven(ALICE, 1_700_000_001)).isTrue();
    assertThat(store.clients().proven(ALICE, 1_700_000_000)).isFalse();
    assertThat(await(store.clients().find(ALICE)).orElseThrow().lastProof())
        .isEqualTo(1_700_000_001);
  }

  @Test
  void proven_byAnUnknownClient_isRefused() {
    assertThat(store.clients().proven(ALICE, 1_700_000_000)).isFalse();
  }

  @Test
  void used_afterAProof_keepsIt() {
    Registration registration = Some.registration(ALICE);
    await(store.clients().register(registration));
    store.clients().proven(ALICE, 1_700_000_000);
    store.clients().used(ALICE, registration.lastUsed().plusSeconds(60));
    assertThat(await(store.clients().find(ALICE)).orElseThrow().lastProof())
        .isEqualTo(1_700_000_000);
  }

  @Test
  void count_followsRegistrations() {
    for (int i = 0; i < 10; i++) {
      await(store.clients().register(Some.registration(Some.client(i))));
      assertThat(store.clients().count()).isEqualTo(i + 1);
    }
  }

  @Test
  void everything_afterClose_isRefused() {
    store.close();
    assertThat(store.clients().register(Some.registration(ALICE))).isCompletedExceptionally();
    assertThat(store.clients().find(ALICE)).isCompletedExceptionally();
    assertThat(store.clients().forget(ALICE)).isCompletedExceptionally();
  }
}
