package dev.postern.storage;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.util.SecretBytes;
import dev.postern.sphinx.DestinationAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Values that tests of stores hand around. */
public final class Some {
  private Some() {}

  /** Another client for each number. */
  public static DestinationAddress client(int number) {
    byte[] bytes = new byte[DestinationAddress.BYTES];
    new Random(number).nextBytes(bytes);
    ByteBuffer.wrap(bytes).putInt(number);
    return DestinationAddress.read(bytes, 0);
  }

  /** Its registration, at a whole millisecond, with a secret of 32 bytes. */
  public static Registration registration(DestinationAddress client) {
    return registration(client, "a secret of thirty-two bytes long");
  }

  /** Its registration with that secret. */
  public static Registration registration(DestinationAddress client, String secret) {
    Instant now = Instant.ofEpochMilli(1_800_000_000_123L);
    return new Registration(client, secret(secret), now, now);
  }

  /** Text as a secret. */
  public static SecretBytes secret(String text) {
    return SecretBytes.copyFrom(
        text.getBytes(StandardCharsets.UTF_8), InsecureSecretKeyAccess.get());
  }

  /** Waits for a future, long enough for any machine. */
  public static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(60, TimeUnit.SECONDS).join();
  }

  /** Appends text; the position. */
  public static Appended append(GatewayStore store, DestinationAddress owner, String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    return (Appended) store.inboxes().append(owner, content, 0, content.length);
  }

  /** Holds text; fails if that is refused. */
  public static Appended hold(GatewayStore store, DestinationAddress owner, String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    return (Appended) store.inboxes().hold(owner, content, 0, content.length);
  }

  /** The whole inbox, as text. */
  public static List<String> inbox(GatewayStore store, DestinationAddress owner) {
    return texts(all(store, owner, InboxStore.BEFORE_ALL));
  }

  /** The whole inbox after a position. */
  public static List<StoredMessage> all(GatewayStore store, DestinationAddress owner, long after) {
    return await(store.inboxes().read(owner, after, Integer.MAX_VALUE, Integer.MAX_VALUE))
        .messages();
  }

  /** Contents as text. */
  public static List<String> texts(List<StoredMessage> messages) {
    return messages.stream().map(Some::text).toList();
  }

  /** Content as text. */
  public static String text(StoredMessage message) {
    return StandardCharsets.UTF_8.decode(message.content()).toString();
  }
}
