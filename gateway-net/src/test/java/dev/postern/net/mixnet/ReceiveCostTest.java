package dev.postern.net.mixnet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.FrameForm;
import dev.postern.net.LogLimiter;
import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.net.delivery.ClientSession;
import dev.postern.net.delivery.Delivery;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.generations.MixnetGenerations;
import dev.postern.net.wire.FrameHead;
import dev.postern.net.wire.SphinxFrameCodec;
import dev.postern.net.wire.SurbAck;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import dev.postern.storage.MemoryStore;
import dev.postern.storage.ReplayMemory;
import dev.postern.storage.SeenTags;
import dev.postern.testing.Garbage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ResourceLeakDetector;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a packet costs on its way from the socket's buffer to its client's inbox, and its SURB-ack
 * on the way to the forwarder: it is opened where it was read and copied nowhere before the store
 * does; little garbage, whatever its size; and its client's session hears of it once the read is
 * over.
 */
class ReceiveCostTest {
  /**
   * So much more than what the interpreter allocates today, for other versions of the JDK: not
   * enough for one more copy of even a SURB-ack.
   */
  private static final int SLACK_BYTES = 256;

  /** As many regular packets as one read brings. */
  private static final int PACKETS = 6;

  private static final SphinxPrivateKey KEY = SphinxPrivateKey.generate(new SecureRandom());
  private static final NodeAddress HOP = NodeAddress.of(new InetSocketAddress("10.1.2.3", 1789));
  private static final DestinationAddress CLIENT = client(1);
  private static final DestinationAddress OTHER = client(2);
  private static final ResourceLeakDetector.Level DETECTION = ResourceLeakDetector.getLevel();

  private final ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
  private final OnlineClients online = new OnlineClients();
  private final StubInboxes inboxes = new StubInboxes();
  private final EmbeddedChannel channel = channel();
  private long acks;

  /** A detector of leaks makes garbage of its own. */
  @BeforeAll
  static void detectNoLeaks() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
  }

  @AfterAll
  static void detectLeaks() {
    ResourceLeakDetector.setLevel(DETECTION);
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(channel.finish()).isFalse();
  }

  private EmbeddedChannel channel() {
    LogLimiter defects = LogLimiter.ofPeers();
    Delivery delivery =
        new Delivery(
            new MemoryStore().clients(),
            inboxes,
            online,
            ack -> {
              acks++;
              ack.packet().release();
            },
            new SimpleMeterRegistry());
    return new EmbeddedChannel(
        new SphinxFrameCodec(MixnetGenerations.FRAME_HEADS),
        new PacketHandler(
            new PacketReceiver(
                new Openings(new NodeKeys(KEY, new NothingSeen()), CryptoEngine.best()),
                new VpnKeyCache(64, Duration.ofSeconds(30), () -> 0),
                delivery,
                new MixnetMetrics(new SimpleMeterRegistry()),
                defects,
                () -> "a test")));
  }

  @ParameterizedTest
  @EnumSource
  void receive_message_isHandedToTheStoreInTheBufferItWasReadInto(PacketSize size) {
    online.join(CLIENT, new Here(false)); // where acks go into the inbox, too
    ByteBuf read = buffer(frames(size, PacketMode.MIX, CLIENT, 1));
    read.retain();
    receive(read);

    int ahead = size == PacketSize.ACK ? 0 : SurbAck.BYTES;
    int plaintext = head(size).bytes() + PacketSize.HEADER_BYTES + 16;
    assertThat(inboxes.lastSource()).isSameAs(read.array());
    assertThat(inboxes.lastOffset()).isEqualTo(read.arrayOffset() + plaintext + ahead);
    assertThat(inboxes.lastLength()).isEqualTo(size.plaintextBytes() - ahead);
    read.release();
    assertThat(read.refCnt()).isZero();
  }

  /** Conscrypt's unwrapping is two thirds of it; the SURB-ack is a copy in a pooled buffer. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ACK")
  void receive_message_makesLittleGarbageWhateverItsSize(PacketSize size) throws Exception {
    online.join(CLIENT, new Here(true));
    assertGarbage(frames(size, PacketMode.MIX, CLIENT, packets(size)), packets(size), 2624);
    assertThat(acks).isEqualTo(inboxes.appended()).isPositive();
  }

  @Test
  void receive_vpnPacketsOfOneSecret_makeLess() throws Exception {
    online.join(CLIENT, new Here(true));
    assertGarbage(frames(PacketSize.REGULAR, PacketMode.VPN, CLIENT, PACKETS), PACKETS, 1912);
  }

  @Test
  void receive_ackForAClientThatIsHere_makesLess() throws Exception {
    online.join(CLIENT, new Here(true));
    assertGarbage(frames(PacketSize.ACK, PacketMode.MIX, CLIENT, PACKETS), PACKETS, 1976);
    assertThat(inboxes.appended()).isZero();
  }

  @Test
  void receive_junk_makesLess() throws Exception {
    byte[] frames = frames(PacketSize.REGULAR, PacketMode.MIX, CLIENT, PACKETS);
    for (int packet = 0; packet < PACKETS; packet++) {
      frames[packet * frames.length / PACKETS + 100] ^= 1; // in β
    }
    assertGarbage(frames, PACKETS, 1312);
    assertThat(inboxes.appended()).isZero();
  }

  @Test
  void receive_burst_wakesEachSessionOnceTheReadIsOver() {
    Here client = new Here(true);
    Here other = new Here(true);
    online.join(CLIENT, client);
    online.join(OTHER, other);
    channel
        .pipeline()
        .fireChannelRead(buffer(frames(PacketSize.REGULAR, PacketMode.MIX, CLIENT, PACKETS - 1)))
        .fireChannelRead(buffer(frames(PacketSize.REGULAR, PacketMode.MIX, OTHER, 1)));
    assertThat(inboxes.appended()).isEqualTo(PACKETS);
    assertThat(client.wakes + other.wakes).isZero();

    channel.pipeline().fireChannelReadComplete();
    assertThat(client.wakes).isBetween(1, PACKETS - 1); // as one task: CoalescedTask
    assertThat(other.wakes).isOne();
    channel.pipeline().fireChannelReadComplete();
    assertThat(other.wakes).isOne();
    inboxes.allDurable();
  }

  private void assertGarbage(byte[] frames, int packets, int bytesOfOne) throws Exception {
    assertThat(Garbage.bytes(() -> receive(buffer(frames))) / packets)
        .isLessThanOrEqualTo(bytesOfOne + SLACK_BYTES);
  }

  private void receive(ByteBuf read) {
    channel.pipeline().fireChannelRead(read).fireChannelReadComplete();
    inboxes.allDurable();
  }

  /** As a socket is read; longer where a packet is longer than a read. */
  private ByteBuf buffer(byte[] bytes) {
    return allocator.heapBuffer(Math.max(HeapReceiveBuffers.BYTES, bytes.length)).writeBytes(bytes);
  }

  private static int packets(PacketSize size) {
    return size == PacketSize.REGULAR ? PACKETS : 1;
  }

  /** The same packet so many times. */
  private byte[] frames(PacketSize size, PacketMode mode, DestinationAddress client, int packets) {
    byte[] plaintext = new byte[size.plaintextBytes()];
    if (size != PacketSize.ACK) {
      HOP.write(plaintext, 0, SurbAck.ADDRESS_BYTES);
    }
    RouteHop ourselves = new RouteHop(HOP, KEY.publicKey(), Duration.ZERO);
    byte[] packet =
        new SphinxPacketBuilder(CryptoEngine.best(), new SecureRandom())
            .build(size, List.of(ourselves), client, new byte[16], plaintext);
    ByteBuf frames = allocator.heapBuffer();
    for (int i = 0; i < packets; i++) {
      head(size).write(frames, size, mode, SphinxKeyRotation.UNKNOWN);
      frames.writeBytes(packet);
    }
    byte[] bytes = ByteBufUtil.getBytes(frames);
    frames.release();
    return bytes;
  }

  private static FrameHead head(PacketSize size) {
    FrameHead old = MixnetGenerations.FRAME_HEADS.of(FrameForm.A);
    return old.canSay(size) ? old : MixnetGenerations.FRAME_HEADS.of(FrameForm.B);
  }

  private static DestinationAddress client(int number) {
    byte[] bytes = new byte[DestinationAddress.BYTES];
    bytes[0] = (byte) number;
    return DestinationAddress.read(bytes, 0);
  }

  /** A client that is here, and takes acks or not. */
  private static final class Here implements ClientSession {
    private final boolean takesAcks;
    private int wakes;

    Here(boolean takesAcks) {
      this.takesAcks = takesAcks;
    }

    @Override
    public void wake() {
      wakes++;
    }

    @Override
    public boolean pushAck(byte[] source, int offset, int length) {
      return takesAcks;
    }

    @Override
    public CompletableFuture<Boolean> probe(Duration patience) {
      throw new AssertionError("nobody takes over");
    }

    @Override
    public CompletableFuture<Boolean> makeWay() {
      throw new AssertionError("nobody takes over");
    }
  }

  /** So that one packet can come again and again. */
  private static final class NothingSeen implements ReplayMemory, SeenTags {
    @Override
    public SeenTags packets(SphinxPublicKey key) {
      return this;
    }

    @Override
    public void forgetPackets(SphinxPublicKey key) {}

    @Override
    public SeenTags logins() {
      return this;
    }

    @Override
    public Answer add(byte[] tag, int offset) {
      return Answer.NEW;
    }

    @Override
    public Answer add(byte[] tag, int offset, byte[] other, int otherOffset) {
      return Answer.NEW;
    }
  }
}
