package dev.postern.net.forwarding;

import static dev.postern.net.forwarding.Receiver.readFrame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Await;
import dev.postern.net.FrameForm;
import dev.postern.net.MixPacket;
import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which form of frames goes to which hop, over sockets. */
class HopFramesTest {
  private static final Duration FOREVER = Duration.ofHours(1);

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<ByteBuf> buffers = new ArrayList<>();
  private SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private TcpPacketForwarder forwarder = forwarder(FrameChoice.AUTO);
  private Receiver hop;

  @BeforeEach
  void listen() throws IOException {
    hop = new Receiver();
  }

  @AfterEach
  void everyBufferIsReleased() throws IOException {
    forwarder.close();
    hop.close();
    Await.until("all is released", () -> buffers.stream().allMatch(buffer -> buffer.refCnt() == 0));
    Await.until(
        "nothing waits",
        () -> registry.get("postern.forwarding.waiting.bytes").gauge().value() == 0);
    loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private TcpPacketForwarder forwarder(FrameChoice choice) {
    return new TcpPacketForwarder(
        loops,
        ForwardingOptions.defaults().withConnectTimeout(FOREVER).withFrame(choice),
        Loopback.ALLOWED,
        System::nanoTime,
        registry);
  }

  private void use(FrameChoice choice) {
    forwarder.close();
    registry = new SimpleMeterRegistry();
    forwarder = forwarder(choice);
  }

  /** Of a hop of which nobody knows anything: as the sender's generation does, mixed. */
  @Test
  void auto_unlistedHop_getsWhatEachSenderUses() throws IOException {
    forward(PacketSize.ACK, FrameForm.A, 1);
    forward(PacketSize.EXTENDED_8, FrameForm.C, 2);
    forward(PacketSize.ACK, FrameForm.B, 3);
    try (Socket connection = hop.accept()) {
      assertFrame(connection, "0201", PacketSize.ACK, 1);
      assertFrame(connection, "08040002", PacketSize.EXTENDED_8, 2);
      assertFrame(connection, "070200", PacketSize.ACK, 3);
    }
  }

  @ParameterizedTest
  @CsvSource({"A, 0101", "B, 070100", "C, 08010002"})
  void auto_listedHop_getsWhatItsVersionReads(FrameForm listed, String head) throws IOException {
    list(listed);
    forward(PacketSize.REGULAR, FrameForm.A, 1);
    forward(PacketSize.REGULAR, FrameForm.C, 2);
    try (Socket connection = hop.accept()) {
      assertFrame(connection, head, PacketSize.REGULAR, 1);
      assertFrame(connection, head, PacketSize.REGULAR, 2);
    }
  }

  @Test
  void auto_hopOfWhichTheOperatorKnows_countsMoreThanTheList() throws IOException {
    list(FrameForm.A);
    forwarder.named(Map.of(hop.address().toSocketAddress(), FrameForm.C));
    forward(PacketSize.ACK, FrameForm.A, 1);
    try (Socket connection = hop.accept()) {
      assertFrame(connection, "08020002", PacketSize.ACK, 1);
    }
  }

  @Test
  void auto_hopThatIsListedAnew_getsTheOtherFormOnTheSameConnection() throws IOException {
    list(FrameForm.A);
    forward(PacketSize.ACK, FrameForm.C, 1);
    try (Socket connection = hop.accept()) {
      assertFrame(connection, "0201", PacketSize.ACK, 1);
      list(FrameForm.B);
      forward(PacketSize.ACK, FrameForm.C, 2);
      assertFrame(connection, "070200", PacketSize.ACK, 2);
    }
  }

  @ParameterizedTest
  @CsvSource({"A, 0201", "B, 070200", "C, 08020002"})
  void fixed_countsMoreThanListAndSender(FrameChoice choice, String head) throws IOException {
    use(choice);
    list(FrameForm.B);
    forward(PacketSize.ACK, FrameForm.A, 1);
    forward(PacketSize.ACK, FrameForm.C, 2);
    try (Socket connection = hop.accept()) {
      assertFrame(connection, head, PacketSize.ACK, 1);
      assertFrame(connection, head, PacketSize.ACK, 2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EXTENDED_8", "EXTENDED_16"})
  void sizeThatTheHopDoesNotKnow_isDroppedByName(PacketSize size) throws IOException {
    list(FrameForm.A);
    forward(size, FrameForm.C, 1);
    forward(PacketSize.ACK, FrameForm.C, 2);
    try (Socket connection = hop.accept()) {
      assertFrame(connection, "0201", PacketSize.ACK, 2);
    }
    assertThat(
            registry
                .get("postern.forwarding.dropped")
                .tag("reason", "size_unknown_to_hop")
                .counter()
                .count())
        .isOne();
  }

  private void list(FrameForm form) {
    InetSocketAddress socket = hop.address().toSocketAddress();
    forwarder.listed(new ListedHops(Set.of(socket), Set.of(), true, Map.of(socket, form)));
  }

  /** In VPN mode and for a key of an even rotation, whether or not a head can say so. */
  private void forward(PacketSize size, FrameForm sender, int number) {
    ByteBuf bytes = ByteBufAllocator.DEFAULT.heapBuffer(size.packetBytes());
    bytes.writeZero(size.packetBytes() - Integer.BYTES).writeInt(number);
    buffers.add(bytes);
    NodeAddress address = hop.address();
    forwarder.forward(
        new MixPacket(address, size, PacketMode.VPN, SphinxKeyRotation.EVEN, sender, bytes));
  }

  private static void assertFrame(Socket connection, String head, PacketSize size, int number)
      throws IOException {
    byte[] expected = HexFormat.of().parseHex(head);
    byte[] frame = readFrame(connection, expected.length + size.packetBytes());
    assertThat(Arrays.copyOf(frame, expected.length)).isEqualTo(expected);
    assertThat(frame[frame.length - 1]).isEqualTo((byte) number);
  }
}
