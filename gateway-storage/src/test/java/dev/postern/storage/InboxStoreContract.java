package dev.postern.storage;

import static dev.postern.storage.Some.append;
import static dev.postern.storage.Some.await;
import static dev.postern.storage.Some.hold;
import static dev.postern.storage.Some.inbox;
import static dev.postern.storage.Some.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.sphinx.DestinationAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link InboxStore} promises, in its words. Every implementation extends this. */
public abstract class InboxStoreContract {
  protected static final DestinationAddress ALICE = Some.client(1);
  protected static final DestinationAddress BOB = Some.client(2);
  protected static final DestinationAddress NOBODY = Some.client(3);

  protected GatewayStore store;

  /** A store that holds nothing. */
  protected abstract GatewayStore open() throws Exception;

  @BeforeEach
  final void openWithTwoClients() throws Exception {
    store = open();
    await(store.clients().register(Some.registration(ALICE)));
    await(store.clients().register(Some.registration(BOB)));
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  @Test
  void append_givesPositionsThatGrow() {
    long before = InboxStore.BEFORE_ALL;
    for (int i = 0; i < 100; i++) {
      long position = append(store, ALICE, "message " + i).position();
      assertThat(position).isGreaterThan(before);
      before = position;
    }
  }

  @Test
  void append_isSeenByReadFromItsReturnOn() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      append(store, ALICE, "message " + i);
      expected.add("message " + i);
      assertThat(inbox(store, ALICE)).isEqualTo(expected);
    }
  }

  @Test
  void append_copiesTheBytes() {
    byte[] source = "..message..".getBytes(StandardCharsets.UTF_8);
    store.inboxes().append(ALICE, source, 2, 7);
    Arrays.fill(source, (byte) 'x');
    assertThat(inbox(store, ALICE)).containsExactly("message");
  }

  @Test
  void append_completesWhenDurable() {
    assertThat(append(store, ALICE, "message").safe()).succeedsWithin(Duration.ofMinutes(1));
  }

  @Test
  void append_ofAnEmptyMessage_isAMessage() {
    await(append(store, ALICE, "").safe());
    assertThat(inbox(store, ALICE)).containsExactly("");
    assertThat(store.inboxes().usage(ALICE)).isEqualTo(new Usage(1, 0));
  }

  @Test
  void append_forAClientThatIsNotRegistered_isRefusedAndStoresNothing() {
    assertThat(store.inboxes().append(NOBODY, new byte[9], 0, 9))
        .isEqualTo(new Refused(Refused.Reason.UNKNOWN_CLIENT));
    assertThat(inbox(store, NOBODY)).isEmpty();
    assertThat(store.inboxes().usage()).isEqualTo(new Usage(0, 0));
  }

  @Test
  void append_afterClose_isRefused() {
    store.close();
    assertThat(store.inboxes().append(ALICE, new byte[9], 0, 9))
        .isEqualTo(new Refused(Refused.Reason.STORE_FAILED));
  }

  @Test
  void append_ofARangeOutsideTheArray_isTheCallersMistake() {
    assertThatThrownBy(() -> store.inboxes().append(ALICE, new byte[9], 5, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(store.inboxes().usage()).isEqualTo(new Usage(0, 0));
  }

  @Test
  void read_givesMessagesAfterThePosition_oldestFirst() {
    append(store, ALICE, "one");
    long two = append(store, ALICE, "two").position();
    append(store, ALICE, "three");
    append(store, ALICE, "four");
    assertThat(texts(Some.all(store, ALICE, two))).containsExactly("three", "four");
  }

  @Test
  void read_givesAsManyAsThereAre_butNoMoreThanTheTwoLimits() {
    for (int i = 0; i < 6; i++) {
      append(store, ALICE, "0123456789");
    }
    assertThat(sizeOfRead(4, 1000)).isEqualTo(4);
    assertThat(sizeOfRead(100, 1000)).isEqualTo(6);
    assertThat(sizeOfRead(100, 30)).isEqualTo(3);
    assertThat(sizeOfRead(100, 39)).isEqualTo(3);
  }

  @Test
  void read_givesAtLeastOneIfThereIsOne() {
    append(store, ALICE, "0123456789");
    append(store, ALICE, "0123456789");
    assertThat(sizeOfRead(100, 1)).isEqualTo(1);
    assertThat(sizeOfRead(100, 0)).isEqualTo(1);
    assertThat(sizeOfRead(0, 100)).isEqualTo(1);
  }

  @Test
  void read_tellsWhetherThereIsMore() {
    append(store, ALICE, "0123456789");
    assertThat(read(1, 1).more()).isFalse();
    append(store, ALICE, "0123456789");
    assertThat(read(1, 1000).more()).as("by number").isTrue();
    assertThat(read(100, 19).more()).as("by size").isTrue();
    assertThat(read(2, 20).more()).isFalse();
    assertThat(await(store.inboxes().read(NOBODY, InboxStore.BEFORE_ALL, 1, 1)).more()).isFalse();
  }

  @Test
  void read_removesNothing() {
    append(store, ALICE, "message");
    assertThat(inbox(store, ALICE)).isEqualTo(inbox(store, ALICE)).hasSize(1);
  }

  @Test
  void read_ofAnInboxWithoutMessages_isEmpty() {
    assertThat(inbox(store, ALICE)).isEmpty();
    assertThat(inbox(store, NOBODY)).isEmpty();
    long last = append(store, ALICE, "message").position();
    assertThat(Some.all(store, ALICE, last)).isEmpty();
    assertThat(Some.all(store, ALICE, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void read_tellsWhichPositionEachMessageHas() {
    long position = append(store, ALICE, "message").position();
    assertThat(Some.all(store, ALICE, InboxStore.BEFORE_ALL))
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.position()).isEqualTo(position);
              assertThat(message.length()).isEqualTo(7);
            });
  }

  @Test
  void read_keepsOwnersApart() {
    append(store, ALICE, "for alice");
    append(store, BOB, "for bob");
    append(store, ALICE, "for alice too");
    assertThat(inbox(store, ALICE)).containsExactly("for alice", "for alice too");
    assertThat(inbox(store, BOB)).containsExactly("for bob");
  }

  @Test
  void read_afterClose_fails() {
    store.close();
    assertThat(store.inboxes().read(ALICE, 0, 1, 1)).isCompletedExceptionally();
  }

  @Test
  void removeUpTo_removesUpToAndWithThePosition() {
    append(store, ALICE, "one");
    long two = append(store, ALICE, "two").position();
    append(store, ALICE, "three");
    append(store, BOB, "for bob");
    store.inboxes().removeUpTo(ALICE, two);
    assertThat(inbox(store, ALICE)).containsExactly("three");
    assertThat(inbox(store, BOB)).containsExactly("for bob");
  }

  @Test
  void removeUpTo_ofDurableMessages_isFollowedAtOnceByReadAndCounts() {
    long one = append(store, ALICE, "one").position();
    await(append(store, ALICE, "twelve bytes").safe());
    store.inboxes().removeUpTo(ALICE, one);
    assertThat(store.inboxes().usage(ALICE)).isEqualTo(new Usage(1, 12));
    assertThat(inbox(store, ALICE)).containsExactly("twelve bytes");
  }

  @Test
  void removeUpTo_aPositionAboveAll_leavesLaterAppendsAlone() {
    append(store, ALICE, "one");
    store.inboxes().removeUpTo(ALICE, Long.MAX_VALUE);
    append(store, ALICE, "two");
    assertThat(inbox(store, ALICE)).containsExactly("two");
  }

  @Test
  void removeUpTo_ofNothing_doesNothing() {
    append(store, ALICE, "one");
    store.inboxes().removeUpTo(ALICE, InboxStore.BEFORE_ALL);
    store.inboxes().removeUpTo(NOBODY, Long.MAX_VALUE);
    assertThat(inbox(store, ALICE)).containsExactly("one");
  }

  @Test
  void positions_growOverRemovals() {
    long one = append(store, ALICE, "one").position();
    store.inboxes().removeUpTo(ALICE, one);
    assertThat(append(store, ALICE, "two").position()).isGreaterThan(one);
  }

  @Test
  void hold_givesTheNextPosition_andReadSeesTheMessageInItsPlace() {
    List<Long> positions = new ArrayList<>();
    positions.add(hold(store, ALICE, "held first").position());
    positions.add(append(store, ALICE, "stored").position());
    positions.add(hold(store, ALICE, "held").position());
    positions.add(hold(store, ALICE, "held too").position());
    positions.add(append(store, ALICE, "stored last").position());
    hold(store, BOB, "for bob");
    assertThat(positions).isSorted().doesNotHaveDuplicates();
    assertThat(inbox(store, ALICE))
        .containsExactly("held first", "stored", "held", "held too", "stored last");
    assertThat(texts(Some.all(store, ALICE, positions.get(1))))
        .containsExactly("held", "held too", "stored last");
    assertThat(Some.all(store, ALICE, 0)).extracting(StoredMessage::position).isEqualTo(positions);
    assertThat(inbox(store, BOB)).containsExactly("for bob");
  }

  @Test
  void hold_countsForTheLimitsOfARead() {
    for (int i = 0; i < 3; i++) {
      append(store, ALICE, "0123456789");
      hold(store, ALICE, "0123456789");
    }
    assertThat(sizeOfRead(4, 1000)).isEqualTo(4);
    assertThat(sizeOfRead(100, 39)).isEqualTo(3);
    assertThat(sizeOfRead(100, 0)).isEqualTo(1);
  }

  @Test
  void hold_copiesTheBytes() {
    byte[] source = "..message..".getBytes(StandardCharsets.UTF_8);
    store.inboxes().hold(ALICE, source, 2, 7);
    Arrays.fill(source, (byte) 'x');
    assertThat(inbox(store, ALICE)).containsExactly("message");
  }

  @Test
  void hold_isSafe_whenRemoveUpToPassesIt() {
    append(store, ALICE, "stored");
    Appended first = hold(store, ALICE, "held");
    append(store, ALICE, "stored too");
    Appended second = hold(store, ALICE, "held too");
    assertThat(first.safe()).isNotDone();
    store.inboxes().removeUpTo(ALICE, first.position());
    assertThat(first.safe()).isCompleted();
    assertThat(second.safe()).isNotDone();
    assertThat(inbox(store, ALICE)).containsExactly("stored too", "held too");
    store.inboxes().removeUpTo(ALICE, second.position());
    assertThat(second.safe()).isCompleted();
    assertThat(inbox(store, ALICE)).isEmpty();
  }

  @Test
  void letGo_takesOutWhatIsHeld_andOnlyThat() {
    Appended first = hold(store, ALICE, "held");
    append(store, ALICE, "stored");
    Appended second = hold(store, ALICE, "held too");
    append(store, ALICE, "stored too");
    Appended bobs = hold(store, BOB, "for bob");
    store.inboxes().letGo(ALICE);
    store.inboxes().letGo(NOBODY);
    assertThat(first.safe()).isCompletedExceptionally();
    assertThat(second.safe()).isCompletedExceptionally();
    assertThat(inbox(store, ALICE)).containsExactly("stored", "stored too");
    assertThat(bobs.safe()).isNotDone();
    assertThat(inbox(store, BOB)).containsExactly("for bob");
    store.inboxes().letGo(BOB);
    assertThat(inbox(store, BOB)).isEmpty();
  }

  @Test
  void hold_isNotCountedByUsage() {
    append(store, ALICE, "12345");
    Appended held = hold(store, ALICE, "1234567");
    hold(store, BOB, "123");
    assertThat(store.inboxes().usage(ALICE)).isEqualTo(new Usage(1, 5));
    assertThat(store.inboxes().usage(BOB)).isEqualTo(new Usage(0, 0));
    assertThat(store.inboxes().usage()).isEqualTo(new Usage(1, 5));
    store.inboxes().removeUpTo(ALICE, held.position());
    assertThat(store.inboxes().usage()).isEqualTo(new Usage(0, 0));
  }

  @Test
  void hold_ofMoreMessagesThanOneOwnerMayHave_isRefused_untilSomeAreConfirmed() {
    long first = hold(store, ALICE, "message").position();
    for (int i = 1; i < InboxStore.MAX_HELD_MESSAGES; i++) {
      hold(store, ALICE, "message");
    }
    assertThat(store.inboxes().hold(ALICE, new byte[1], 0, 1))
        .isEqualTo(new Refused(Refused.Reason.OVERLOADED));
    hold(store, BOB, "message");
    append(store, ALICE, "stored");
    store.inboxes().removeUpTo(ALICE, first);
    hold(store, ALICE, "message");
    assertThat(inbox(store, ALICE)).hasSize(InboxStore.MAX_HELD_MESSAGES + 1);
  }

  @Test
  void hold_ofMoreBytesThanOneOwnerMayHave_isRefused_untilSomeAreConfirmed() {
    byte[] half = new byte[InboxStore.MAX_HELD_BYTES / 2];
    for (int i = 0; i < 2; i++) {
      assertThat(store.inboxes().hold(ALICE, half, 0, half.length)).isInstanceOf(Appended.class);
    }
    assertThat(store.inboxes().hold(ALICE, half, 0, 1))
        .isEqualTo(new Refused(Refused.Reason.OVERLOADED));
    store.inboxes().letGo(ALICE);
    assertThat(store.inboxes().hold(ALICE, half, 0, 1)).isInstanceOf(Appended.class);
  }

  @Test
  void hold_ofMoreBytesThanAllMayHave_isRefused_untilSomeAreConfirmed() {
    byte[] most = new byte[InboxStore.MAX_HELD_BYTES];
    int owners = (int) (InboxStore.MAX_HELD_BYTES_OF_ALL / most.length);
    for (int i = 0; i < owners; i++) {
      await(store.clients().register(Some.registration(Some.client(100 + i))));
      assertThat(store.inboxes().hold(Some.client(100 + i), most, 0, most.length))
          .isInstanceOf(Appended.class);
    }
    assertThat(store.inboxes().hold(ALICE, most, 0, 1))
        .isEqualTo(new Refused(Refused.Reason.OVERLOADED));
    store.inboxes().removeUpTo(Some.client(100), Long.MAX_VALUE);
    assertThat(store.inboxes().hold(ALICE, most, 0, most.length)).isInstanceOf(Appended.class);
  }

  @Test
  void hold_forAClientThatIsNotRegistered_isRefused() {
    assertThat(store.inboxes().hold(NOBODY, new byte[9], 0, 9))
        .isEqualTo(new Refused(Refused.Reason.UNKNOWN_CLIENT));
    assertThat(inbox(store, NOBODY)).isEmpty();
  }

  @Test
  void hold_isLost_whenItsClientIsForgotten() {
    Appended held = hold(store, ALICE, "message");
    append(store, ALICE, "stored");
    await(store.clients().forget(ALICE));
    assertThat(held.safe()).isCompletedExceptionally();
    assertThat(inbox(store, ALICE)).isEmpty();
  }

  @Test
  void hold_isLost_whenTheStoreIsClosed_andThenRefused() {
    Appended held = hold(store, ALICE, "message");
    store.close();
    assertThat(held.safe()).isCompletedExceptionally();
    assertThat(store.inboxes().hold(ALICE, new byte[9], 0, 9))
        .isEqualTo(new Refused(Refused.Reason.STORE_FAILED));
  }

  @Test
  void usage_countsMessagesAndBytesOfContents_perInboxAndOverAll() {
    append(store, ALICE, "12345");
    append(store, ALICE, "1234567");
    append(store, BOB, "123");
    assertThat(store.inboxes().usage(ALICE)).isEqualTo(new Usage(2, 12));
    assertThat(store.inboxes().usage(BOB)).isEqualTo(new Usage(1, 3));
    assertThat(store.inboxes().usage(NOBODY)).isEqualTo(new Usage(0, 0));
    assertThat(store.inboxes().usage()).isEqualTo(new Usage(3, 15));
  }

  @Test
  void usage_followsRemovalsAtOnce() {
    long one = append(store, ALICE, "12345").position();
    append(store, ALICE, "1234567");
    append(store, BOB, "123");
    store.inboxes().removeUpTo(ALICE, one);
    assertThat(store.inboxes().usage(ALICE)).isEqualTo(new Usage(1, 7));
    assertThat(store.inboxes().usage()).isEqualTo(new Usage(2, 10));
  }

  @Test
  void storedMessage_printsNoContent() {
    append(store, ALICE, "content");
    assertThat(Some.all(store, ALICE, 0).toString()).doesNotContain("content");
  }

  private Batch read(int maxMessages, int maxBytes) {
    return await(store.inboxes().read(ALICE, InboxStore.BEFORE_ALL, maxMessages, maxBytes));
  }

  private int sizeOfRead(int maxMessages, int maxBytes) {
    return read(maxMessages, maxBytes).messages().size();
  }
}
