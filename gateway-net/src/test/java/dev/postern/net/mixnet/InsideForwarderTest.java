package dev.postern.net.mixnet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.util.SecretBytes;
import dev.postern.net.Await;
import dev.postern.net.FrameForm;
import dev.postern.net.MixPacket;
import dev.postern.net.PacketForwarder;
import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.net.delivery.Delivery;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.wire.FinalMessage;
import dev.postern.net.wire.SurbAck;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.InboxStore;
import dev.postern.storage.MemoryStore;
import dev.postern.storage.Registration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packets whose next hop is the gateway itself. */
class InsideForwarderTest {
  private static final SphinxPrivateKey KEY = SphinxPrivateKey.generate(new SecureRandom());
  private static final NodeAddress OURSELVES =
      NodeAddress.of(new InetSocketAddress("192.0.2.7", 1789));
  private static final NodeAddress ELSEWHERE =
      NodeAddress.of(new InetSocketAddress("10.1.2.3", 1789));
  private static final DestinationAddress ALICE = client(1);
  private static final DestinationAddress BOB = client(2);
  private static final int REGULAR_BYTES = PacketSize.REGULAR.packetBytes();

  private final MemoryStore store = new MemoryStore();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final SphinxPacketBuilder builder =
      new SphinxPacketBuilder(CryptoEngine.best(), new SecureRandom());
  private final List<ByteBuf> buffers = new ArrayList<>();
  private final List<Thread> ackThreads = new CopyOnWriteArrayList<>();
  private final List<MixPacket> acksForOthers = new CopyOnWriteArrayList<>();
  private EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private MixnetServer server = server(MixnetOptions.defaults());

  @BeforeEach
  void registerClients() {
    for (DestinationAddress client : List.of(ALICE, BOB)) {
      SecretBytes keys = SecretBytes.copyFrom(new byte[32], InsecureSecretKeyAccess.get());
      store.clients().register(new Registration(client, keys, Instant.EPOCH, Instant.EPOCH)).join();
    }
  }

  @AfterEach
  void everyBufferIsReleased() {
    Await.until("nothing waits", () -> waitingBytes() == 0);
    Await.until("all is released", () -> buffers.stream().allMatch(buffer -> buffer.refCnt() == 0));
    server.close();
    stopLoops();
    store.close();
  }

  private void stopLoops() {
    loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private MixnetServer server(MixnetOptions options) {
    PacketForwarder acks =
        ack -> {
          ackThreads.add(Thread.currentThread());
          if (ack.nextHop().equals(OURSELVES)) {
            server.inside().forward(ack);
          } else {
            acksForOthers.add(ack);
            ack.packet().release();
          }
        };
    return new MixnetServer(
        loops,
        new NodeKeys(KEY, store.replays()),
        CryptoEngine.best(),
        new Delivery(store.clients(), store.inboxes(), new OnlineClients(), acks, registry),
        options,
        System::nanoTime,
        registry);
  }

  private void use(int eventLoops, MixnetOptions options) {
    stopLoops();
    registry.clear();
    loops = new MultiThreadIoEventLoopGroup(eventLoops, NioIoHandler.newFactory());
    server = server(options);
  }

  @Test
  void packet_isDelivered_onAnEventLoopAndNotOnTheCallers() {
    forward(message(BOB, 7, ELSEWHERE));

    Await.until("it is acked", () -> acksForOthers.size() == 1);
    assertThat(numbersIn(BOB)).containsExactly(7);
    assertThat(ackThreads).doesNotContain(Thread.currentThread());
    assertThat(opened()).isOne();
    assertThat(received("regular")).isOne();
  }

  @Test
  void packetsOfOneSender_keepTheirOrder() {
    int count = 500;
    for (int number = 0; number < count; number++) {
      forward(message(BOB, number, ELSEWHERE));
    }
    Await.until("all are acked", () -> acksForOthers.size() == count);
    assertThat(numbersIn(BOB))
        .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
  }

  /** A single-hop packet with a single-hop ack, as clients without mix hops send them. */
  @Test
  void surbAckForOurselves_reachesItsSender_onAnotherTurn() {
    forward(message(BOB, 7, OURSELVES));

    Await.until("the ack is here", () -> usage(ALICE) == 1);
    assertThat(numbersIn(BOB)).containsExactly(7);
    assertThat(contents(ALICE)).containsExactly(new byte[FinalMessage.ACK_BYTES]);
    assertThat(acksForOthers).isEmpty();
    assertThat(opened()).isEqualTo(2);
  }

  @Test
  void ack_saysWhatItsCarrierSaid() {
    server
        .inside()
        .forward(
            packet(message(BOB, 7, ELSEWHERE), PacketMode.VPN, SphinxKeyRotation.ODD, FrameForm.C));
    Await.until("it is acked", () -> acksForOthers.size() == 1);
    MixPacket ack = acksForOthers.get(0);
    assertThat(ack.mode()).isEqualTo(PacketMode.VPN);
    assertThat(ack.rotation()).isEqualTo(SphinxKeyRotation.ODD);
    assertThat(ack.form()).isEqualTo(FrameForm.C);
  }

  @Test
  void packetThatCameOverAConnection_isARepetitionFromWithin() throws Exception {
    byte[] packet = message(BOB, 7, ELSEWHERE);
    InetSocketAddress address = server.bind(new InetSocketAddress(loopback(), 0));
    try (Socket node = new Socket(address.getAddress(), address.getPort())) {
      node.getOutputStream().write(frame(packet));
      Await.until("it is acked", () -> acksForOthers.size() == 1);
    }

    forward(packet);

    Await.until("it is refused", () -> dropped("replayed") == 1);
    assertThat(numbersIn(BOB)).containsExactly(7);
  }

  @Test
  void junk_forwardHopsAndBuffersWithoutAnArray_areTreatedAsOverAConnection() {
    forward(new byte[REGULAR_BYTES]);
    RouteHop hop = new RouteHop(OURSELVES, KEY.publicKey(), Duration.ZERO);
    forward(
        builder.build(
            PacketSize.REGULAR, List.of(hop, hop), BOB, new byte[16], new byte[SurbAck.BYTES]));
    ByteBuf direct = ByteBufAllocator.DEFAULT.directBuffer().writeBytes(message(BOB, 7, ELSEWHERE));
    buffers.add(direct);
    server.inside().forward(new MixPacket(OURSELVES, PacketSize.REGULAR, PacketMode.MIX, direct));

    Await.until("the good one is acked", () -> acksForOthers.size() == 1);
    Await.until("the others are counted", () -> dropped("forward_hop") == 1);
    assertThat(dropped("low_order_alpha")).isOne(); // 32 zeros
    assertThat(dropped("internal")).isZero();
  }

  /** Bounded in bytes, over all event loops; what is newest is shed. */
  @Test
  void flood_isShed_andWhatWaitedBeforeIsDelivered() throws Exception {
    use(1, MixnetOptions.defaults().withInsideBytes(20L * REGULAR_BYTES));
    CountDownLatch goOn = holdUpLoop();
    for (int number = 0; number < 50; number++) {
      forward(message(BOB, number, ELSEWHERE));
    }
    assertThat(dropped("inside_full")).isEqualTo(30);
    assertThat(waitingBytes()).isEqualTo(20.0 * REGULAR_BYTES);

    goOn.countDown();

    Await.until("those that waited are acked", () -> acksForOthers.size() == 20);
    assertThat(numbersIn(BOB)).containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
  }

  /** On the one event loop that both have, connections get their turns. */
  @Test
  void flood_doesNotHoldUpConnections() throws Exception {
    int count = 1000;
    use(1, MixnetOptions.defaults());
    InetSocketAddress address = server.bind(new InetSocketAddress(loopback(), 0));
    try (Socket node = new Socket(address.getAddress(), address.getPort())) {
      Await.until(
          "it is connected", () -> registry.get("postern.mixnet.connections").gauge().value() == 1);
      byte[] overTheConnection = frame(message(BOB, count, ELSEWHERE));
      List<byte[]> flood = new ArrayList<>();
      for (int number = 0; number < count; number++) {
        flood.add(message(BOB, number, ELSEWHERE));
      }
      CountDownLatch goOn = holdUpLoop();
      flood.forEach(this::forward);
      node.getOutputStream().write(overTheConnection);
      goOn.countDown();
      Await.until("all are acked", () -> acksForOthers.size() == count + 1);
    }
    assertThat(numbersIn(BOB).indexOf(count)).isLessThan(count / 2);
  }

  @Test
  void loopsGone_packetsAreDroppedByName() {
    stopLoops();
    forward(message(BOB, 1, ELSEWHERE));
    forward(message(BOB, 2, ELSEWHERE));
    assertThat(dropped("closed")).isEqualTo(2);
  }

  /** Those that waited when the loops ended included. */
  @Test
  void loopsThatEnd_leaveNothingBehind() throws Exception {
    use(1, MixnetOptions.defaults());
    CountDownLatch goOn = holdUpLoop();
    for (int number = 0; number < 100; number++) {
      forward(message(BOB, number, ELSEWHERE));
    }
    var ended = loops.shutdownGracefully(0, 10, TimeUnit.SECONDS);
    goOn.countDown();
    ended.awaitUninterruptibly();

    Await.until("each is opened or dropped", () -> opened() + dropped("closed") == 100);
  }

  /** The only loop does nothing until the latch is counted down. */
  private CountDownLatch holdUpLoop() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    var unused =
        CompletableFuture.runAsync(
            () -> {
              held.countDown();
              try {
                goOn.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            loops.next());
    held.await();
    return goOn;
  }

  /** A message for a client, whose ack goes to ALICE if its first hop is the gateway. */
  private byte[] message(DestinationAddress client, int number, NodeAddress ackHop) {
    RouteHop gateway = new RouteHop(OURSELVES, KEY.publicKey(), Duration.ZERO);
    byte[] ack =
        builder.build(
            PacketSize.ACK,
            List.of(gateway),
            ALICE,
            new byte[16],
            new byte[FinalMessage.ACK_BYTES]);
    byte[] address = new byte[SurbAck.ADDRESS_BYTES];
    ackHop.write(address, 0, SurbAck.ADDRESS_BYTES);
    byte[] plaintext =
        ByteBuffer.allocate(SurbAck.BYTES + 40).put(address).put(ack).putInt(number).array();
    return builder.build(PacketSize.REGULAR, List.of(gateway), client, new byte[16], plaintext);
  }

  private void forward(byte[] packet) {
    server.inside().forward(packet(packet, PacketMode.MIX, SphinxKeyRotation.UNKNOWN, FrameForm.A));
  }

  private MixPacket packet(
      byte[] packet, PacketMode mode, SphinxKeyRotation rotation, FrameForm form) {
    ByteBuf bytes = ByteBufAllocator.DEFAULT.heapBuffer().writeBytes(packet);
    buffers.add(bytes);
    return new MixPacket(OURSELVES, PacketSize.REGULAR, mode, rotation, form, bytes);
  }

  private static byte[] frame(byte[] packet) {
    return ByteBuffer.allocate(2 + packet.length).put((byte) 1).put((byte) 0).put(packet).array();
  }

  private static DestinationAddress client(int number) {
    byte[] address = new byte[DestinationAddress.BYTES];
    Arrays.fill(address, (byte) number);
    return DestinationAddress.read(address, 0);
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  private List<byte[]> contents(DestinationAddress client) {
    return store
        .inboxes()
        .read(client, InboxStore.BEFORE_ALL, Integer.MAX_VALUE, Integer.MAX_VALUE)
        .join()
        .messages()
        .stream()
        .map(
            message -> {
              byte[] content = new byte[message.length()];
              message.copyTo(content, 0);
              return content;
            })
        .toList();
  }

  private List<Integer> numbersIn(DestinationAddress client) {
    return contents(client).stream().map(bytes -> ByteBuffer.wrap(bytes).getInt()).toList();
  }

  private long usage(DestinationAddress client) {
    return store.inboxes().usage(client).messages();
  }

  private double waitingBytes() {
    return registry.get("postern.mixnet.inside.bytes").gauge().value();
  }

  private double opened() {
    return registry.get("postern.packets.opened").tag("key", "current").counter().count();
  }

  private double received(String size) {
    return registry.get("postern.packets.received").tag("size", size).counter().count();
  }

  private double dropped(String reason) {
    return registry.get("postern.packets.dropped").tag("reason", reason).counter().count();
  }
}
