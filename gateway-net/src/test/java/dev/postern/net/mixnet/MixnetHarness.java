package dev.postern.net.mixnet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.util.SecretBytes;
import dev.postern.net.FrameForm;
import dev.postern.net.LogLimiter;
import dev.postern.net.PacketMode;
import dev.postern.net.RecordingForwarder;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.net.delivery.Delivery;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.generations.MixnetGenerations;
import dev.postern.net.wire.SphinxFrameCodec;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.GatewayStore;
import dev.postern.storage.InboxStore;
import dev.postern.storage.MemoryStore;
import dev.postern.storage.Registration;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** One mixnet connection of a gateway, from its frames to its inboxes, without a socket. */
final class MixnetHarness implements AutoCloseable {
  static final Duration KEY_TTL = Duration.ofSeconds(30);
  static final int KEY_ENTRIES = 4;
  private static final int LEGACY_SECRET_BYTES = 32;

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final RecordingForwarder forwarder = new RecordingForwarder();
  final AtomicLong clock = new AtomicLong();
  final VpnKeyCache vpnKeys = new VpnKeyCache(KEY_ENTRIES, KEY_TTL, clock::get);
  final EmbeddedChannel channel;
  final NodeKeys keys;
  private final GatewayStore store;

  MixnetHarness(SphinxPrivateKey key) {
    this(key, new MemoryStore());
  }

  /** Closes the store with itself. */
  MixnetHarness(SphinxPrivateKey key, GatewayStore store) {
    this.store = store;
    keys = new NodeKeys(key, store.replays());
    MixnetMetrics metrics = new MixnetMetrics(registry);
    LogLimiter defects = LogLimiter.ofPeers();
    Delivery delivery =
        new Delivery(store.clients(), store.inboxes(), new OnlineClients(), forwarder, registry);
    channel =
        new EmbeddedChannel(
            new SphinxFrameCodec(MixnetGenerations.FRAME_HEADS),
            new PacketHandler(
                new PacketReceiver(
                    new Openings(keys, CryptoEngine.best()),
                    vpnKeys,
                    delivery,
                    metrics,
                    defects,
                    () -> "a test")),
            new ConnectionCloser(metrics, defects));
  }

  /** A client with keys of Nym 0.9. */
  void register(DestinationAddress client) {
    register(client, LEGACY_SECRET_BYTES);
  }

  /** One with keys of a later kind. */
  void registerLater(DestinationAddress client) {
    register(client, LEGACY_SECRET_BYTES + 1);
  }

  private void register(DestinationAddress client, int secretBytes) {
    SecretBytes keys = SecretBytes.copyFrom(new byte[secretBytes], InsecureSecretKeyAccess.get());
    store.clients().register(new Registration(client, keys, Instant.EPOCH, Instant.EPOCH)).join();
  }

  /** A packet comes in, in a frame of Nym 0.9; or in a later one, if that knows no such size. */
  void receive(PacketSize size, PacketMode mode, byte[] packet) {
    boolean isOld = MixnetGenerations.FRAME_HEADS.of(FrameForm.A).canSay(size);
    receive(isOld ? FrameForm.A : FrameForm.B, size, mode, SphinxKeyRotation.UNKNOWN, packet);
  }

  /** A frame of the third form, that says for which key its packet is. */
  void receive(PacketSize size, SphinxKeyRotation rotation, byte[] packet) {
    receive(FrameForm.C, size, PacketMode.MIX, rotation, packet);
  }

  private void receive(
      FrameForm form, PacketSize size, PacketMode mode, SphinxKeyRotation rotation, byte[] packet) {
    ByteBuf frame = channel.alloc().heapBuffer();
    MixnetGenerations.FRAME_HEADS.of(form).write(frame, size, mode, rotation);
    receive(frame.writeBytes(packet));
  }

  /** Bytes come in. */
  void receive(ByteBuf bytes) {
    channel.writeInbound(bytes);
  }

  /** What a client's inbox holds; empties it. */
  List<byte[]> takeInbox(DestinationAddress client) {
    return store
        .inboxes()
        .read(client, InboxStore.BEFORE_ALL, Integer.MAX_VALUE, Integer.MAX_VALUE)
        .join()
        .messages()
        .stream()
        .map(
            message -> {
              store.inboxes().removeUpTo(client, message.position());
              byte[] content = new byte[message.length()];
              message.copyTo(content, 0);
              return content;
            })
        .toList();
  }

  /** How many packets were dropped for a reason. */
  double dropped(String reason) {
    return registry.get("postern.packets.dropped").tag("reason", reason).counter().count();
  }

  /** How many packets were dropped for whatever reason. */
  double dropped() {
    return registry.get("postern.packets.dropped").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  /** How many packets were opened with the current key, or with the retiring one. */
  double opened(String key) {
    return registry.get("postern.packets.opened").tag("key", key).counter().count();
  }

  double closed(String reason) {
    return registry.get("postern.mixnet.closed").tag("reason", reason).counter().count();
  }

  @Override
  public void close() {
    assertThat(channel.finish()).isFalse();
    store.close();
  }
}
